// Exercise 3.3: both ways are computed

import ExerciseKit
import Tapestry

/// exp(x) where x ≤ limit, and beyond it the straight line that continues the curve: exp(limit)
/// · (1 + x − limit). Values and slopes have to be right for numbers of any size, independently
/// for each element, and the function has to work while it is traced.
func gentleExp(_ x: Tensor, limit: Double) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
