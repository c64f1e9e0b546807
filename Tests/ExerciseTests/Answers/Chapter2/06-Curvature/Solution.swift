import Tapestry

func curvature(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  let outer = GradientTape()
  outer.watch(x)
  let slope = try outer.record {
    let inner = GradientTape()
    inner.watch(x)
    let y = inner.record { f(x) }
    return try inner.gradient(y, x)
  }
  return try outer.gradient(slope, x)
}
