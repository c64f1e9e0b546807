// Exercise 1.2: a table of distances

import ExerciseKit
import Tapestry

/// From `a` of shape (m,) and `b` of shape (n,) make the table of shape (m, n) whose element
/// (i, j) is |aᵢ − bⱼ|, without a loop.
func distances(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
