// Exercise 3.9: one block of memory

import ExerciseKit

/// A place in one block of memory for each value. A value takes `size` elements from its place
/// on, and lives from step `born` to step `dies`, both included: no two values that live in the
/// same step may overlap. The block may be at most a tenth larger than with this plan: the
/// largest value first, each at the lowest place where it fits between those that are placed
/// already.
func memoryPlan(_ values: [(size: Int, born: Int, dies: Int)]) throws -> [Int] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
