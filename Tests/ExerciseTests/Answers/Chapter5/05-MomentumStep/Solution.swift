import Tapestry

func momentumStep(
  _ w: Tensor, _ u: Tensor, gradient: Tensor, rate: Double, beta: Double, nesterov: Bool
) throws -> (w: Tensor, u: Tensor) {
  let next = beta * u - rate * gradient
  return (nesterov ? w + beta * next - rate * gradient : w + next, next)
}
