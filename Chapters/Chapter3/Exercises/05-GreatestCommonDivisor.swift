// Exercise 3.5: euclid, converted

import AutoGraph
import ExerciseKit
import Tapestry

/// Euclid's algorithm with `while`: as long as b is not 0, replace (a, b) by (b, the remainder
/// of a divided by b); the answer is a. `a` and `b` are single `int32` numbers, not negative,
/// and not both 0. The macro turns the loop into a loop of the graph. The checks call the
/// function for several pairs, eagerly and traced, where one graph should be enough.
@AutoGraph
func greatestCommonDivisor(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
