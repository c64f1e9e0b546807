import Tapestry

func adamStep(
  _ w: Tensor, m: Tensor, v: Tensor, gradient: Tensor, t: Int, rate: Double, beta1: Double,
  beta2: Double, epsilon: Double
) throws -> (w: Tensor, m: Tensor, v: Tensor) {
  let m = beta1 * m + (1 - beta1) * gradient
  let v = beta2 * v + (1 - beta2) * gradient * gradient
  var kept1 = 1.0
  var kept2 = 1.0
  for _ in 0..<t {
    kept1 *= beta1
    kept2 *= beta2
  }
  let step = rate * (m / (1 - kept1)) / (v / (1 - kept2) + epsilon)
  return (w - step, m, v)
}
