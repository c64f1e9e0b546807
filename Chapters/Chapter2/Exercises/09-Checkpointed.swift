// Exercise 2.9: forget, and compute again

import ExerciseKit
import Tapestry

/// The value of f(x), computed such that almost nothing of f remains on a recording tape: at
/// most three operations, however long f is. In the backward pass, f is computed again, under a
/// tape of its own. (This saves memory in a deep network, at the cost of a second forward
/// pass.) The checks ask for the gradient of the sum of weights · y.
func checkpointed(
  _ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor
) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
