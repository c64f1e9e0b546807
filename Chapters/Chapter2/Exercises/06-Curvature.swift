// Exercise 2.6: curvature

import ExerciseKit
import Tapestry

/// The second derivative of `f` at each element of `x`, by a tape inside a tape. `f` is
/// element-wise.
func curvature(of f: (Tensor) -> Tensor, at x: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
