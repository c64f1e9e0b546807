import Tapestry

func curvature(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  let outer = GradientTape()
  let inner = GradientTape()
  outer.watch(x)
  inner.watch(x)
  let y = outer.record { inner.record { f(x) } }
  let slope = try inner.gradient(y, x)
  return try outer.gradient(slope, x)
}
