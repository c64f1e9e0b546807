import Tapestry

func gentleExp(_ x: Tensor, limit: Double) throws -> Tensor {
  func single(_ x: Tensor) -> Tensor {
    x.number <= limit ? exp(x) : exp(0 * x + limit) * (1 + x - limit)
  }
  let parts = unstack(reshape(x, [-1])).map(single)
  return reshape(stack(parts), x.shape.dimensions)
}
