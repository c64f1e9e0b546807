// Exercise 3.9: one block of memory

import ExerciseKit

/// An offset in one block of memory for each value. A value takes `size` elements from its
/// offset on, and is alive from step `born` to step `dies`, inclusive: no two values that are
/// alive in the same step may overlap. The block may be at most a tenth larger than with this
/// plan: the largest value first, each at the lowest offset where it fits between the values
/// already placed.
func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
