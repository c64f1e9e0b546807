import Tapestry

func slope(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  (f(x + 0.001) - f(x)) / 0.001
}
