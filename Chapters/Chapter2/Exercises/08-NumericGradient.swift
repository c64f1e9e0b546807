// Exercise 2.8: by trying

import ExerciseKit

/// For each element of `x`, the central difference (f(x + h) − f(x − h)) / 2h, where h = `step`
/// is added to this element alone. Call `f` only twice for each element, since a large model is
/// slow. In the checks `f` is a polynomial, given by the coefficient of each term and the
/// powers of the elements in it.
func numericGradient(
  of f: ([Double]) -> Double, at x: [Double], step: Double
) throws -> [Double] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
