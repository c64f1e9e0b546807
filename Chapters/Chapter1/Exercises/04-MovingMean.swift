// Exercise 1.4: a moving mean

import ExerciseKit
import Tapestry

/// From `x` of shape (n,), compute the means of `window` neighbors: the first of x[0], …,
/// x[window − 1], the next one position further on, and so on, as long as the window fits
/// inside. Use slices; a loop over the window is fine, one over x is not needed.
func movingMean(_ x: Tensor, window: Int) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
