// Exercise 2.7: round, and learn all the same

import ExerciseKit
import Tapestry

/// The value of `round(x)`, with a custom gradient: where |x| ≤ 1, the incoming gradient is
/// passed on unchanged, and elsewhere it is 0. (Networks with integer weights are trained this
/// way.) The checks ask for the gradient of the sum of weights · y.
func roundStraightThrough(_ x: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
