// Exercise 1.10: add like a tournament

import ExerciseKit

/// Up to eight numbers are added one after another, starting from 0. A longer list is divided
/// into two halves, the first with `count / 2` numbers; each half is added up by the same rule,
/// and the two sums are added. Use `Float` throughout, so that the answer is right to the last
/// bit.
func pairwiseSum(_ numbers: [Float]) throws -> Float {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
