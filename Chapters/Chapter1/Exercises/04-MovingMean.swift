// Exercise 1.4: a moving mean

import ExerciseKit
import Tapestry

/// From `x` of shape (n,) the means of `window` neighbours: the first of x[0], …, x[window −
/// 1], the next one place further on, and so on, as long as the window lies inside. Use slices;
/// a loop over the window is fine, one over x is not needed.
func movingMean(_ x: Tensor, window: Int) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
