// Exercise 5.5: momentum, two kinds

import ExerciseKit
import Tapestry

/// One step of gradient descent with momentum: the new weights and the new update. The update
/// becomes beta · u − rate · gradient, and is added to the weights. With Nesterov's momentum
/// the weights move by what the next update would be if the gradient stayed the same: beta · u
/// − rate · gradient, once more, with the new u.
func momentumStep(
  _ w: Tensor, _ u: Tensor, gradient: Tensor, rate: Double, beta: Double, nesterov: Bool
) throws -> (w: Tensor, u: Tensor) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
