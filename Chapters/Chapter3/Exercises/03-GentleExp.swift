// Exercise 3.3: both ways are computed

import ExerciseKit
import Tapestry

/// exp(x) where x ≤ limit, and beyond it the straight line that goes on from there: exp(limit)
/// · (1 + x − limit). Values and slopes have to be right for numbers of any size, each element
/// by itself, and it has to work while a function is traced.
func gentleExp(_ x: Tensor, limit: Double) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
