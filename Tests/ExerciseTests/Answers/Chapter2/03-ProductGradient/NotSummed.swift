import Tapestry

func productGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  (dy * b, dy * a)
}
