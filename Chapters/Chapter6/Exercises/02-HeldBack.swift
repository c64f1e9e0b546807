// Exercise 6.2: held back

import ExerciseKit
import Tapestry

/// Holds back a part of the rows for testing: in a random order, `testShare` of them, rounded,
/// become the test set, and the others the training set. Row i of x belongs to element i of y.
/// Calls with the same seed give the same split.
func split(
  _ x: Tensor, _ y: Tensor, testShare: Double, seed: Int
) throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
