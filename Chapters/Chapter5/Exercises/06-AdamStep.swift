// Exercise 5.6: adam, with its correction

import ExerciseKit
import Tapestry

/// One step of Adam: the new weights and the new averages of the gradient and of its square.
/// `t` counts the steps from 1.
func adamStep(
  _ w: Tensor, m: Tensor, v: Tensor, gradient: Tensor, t: Int, rate: Double, beta1: Double,
  beta2: Double, epsilon: Double
) throws -> (w: Tensor, m: Tensor, v: Tensor) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
