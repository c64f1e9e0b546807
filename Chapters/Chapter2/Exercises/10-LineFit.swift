// Exercise 2.10: a line, step by step

import ExerciseKit
import Tapestry

/// Gradient descent for y ≈ w · x + b: starting from w = 0 and b = 0, take `steps` steps of
/// length `rate` · gradient of the mean squared error over all points. Return w and b after the
/// last step.
func fitLine(
  _ x: Tensor, _ y: Tensor, rate: Double, steps: Int
) throws -> (w: Double, b: Double) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
