// Exercise 1.3: the rule of broadcasting

import ExerciseKit

/// The shape of the result of an element-wise operation on shapes `a` and `b`, or nil if the
/// two are incompatible.
func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]? {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
