import Tapestry

func curvature(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  let tape = GradientTape()
  tape.watch(x)
  let y = tape.record { f(x) }
  let slope = try tape.gradient(y, x)
  return slope * slope
}
