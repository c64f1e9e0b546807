// Exercise 2.9: forget, and compute again

import ExerciseKit
import Tapestry

/// The value of f(x), such that next to nothing of f remains on a tape that listens: at most
/// three operations, however long f is. When the walk back arrives, f is computed again, under
/// a tape of its own. (The memory of a deep network shrinks like this, for a second run
/// forwards.) The checks ask for the gradient of the sum of weights · y.
func checkpointed(
  _ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor
) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
