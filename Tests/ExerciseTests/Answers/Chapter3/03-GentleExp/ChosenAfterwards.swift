import Tapestry

func gentleExp(_ x: Tensor, limit: Double) throws -> Tensor {
  let height = exp(0 * x + limit)
  return select(x <= limit, exp(x), height * (1 + x - limit))
}
