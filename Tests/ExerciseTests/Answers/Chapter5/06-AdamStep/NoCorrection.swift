import Tapestry

func adamStep(
  _ w: Tensor, m: Tensor, v: Tensor, gradient: Tensor, t: Int, rate: Double, beta1: Double,
  beta2: Double, epsilon: Double
) throws -> (w: Tensor, m: Tensor, v: Tensor) {
  let m = beta1 * m + (1 - beta1) * gradient
  let v = beta2 * v + (1 - beta2) * gradient * gradient
  let step = rate * m / (sqrt(v) + epsilon)
  return (w - step, m, v)
}
