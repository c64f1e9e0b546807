// Exercise 2.2: the gradient by hand

import ExerciseKit
import Tapestry

/// The gradient of the loss `square(y - matmul(x, w)).mean()` with respect to `w`, by formula
/// and without a tape. `x` has the shape (n, k), `y` (n, 1) and `w` (k, 1).
func lossGradient(_ x: Tensor, _ y: Tensor, _ w: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
