import Tapestry

func slope(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  let tape = GradientTape()
  let y = tape.record { f(x) }
  return try tape.gradient(y, x)
}
