// Exercise 2.7: round, and learn all the same

import ExerciseKit
import Tapestry

/// The value of `round(x)`, with a gradient of its own: where |x| ≤ 1, what comes from above is
/// handed on unchanged, and elsewhere it is 0. (Networks with integer weights are trained like
/// this.) The checks ask for the gradient of the sum of weights · y.
func roundStraightThrough(_ x: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
