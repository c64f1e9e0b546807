// Exercise 2.4: what a matrix product does to it

import ExerciseKit
import Tapestry

/// The rule of `matmul(a, b)`: from the gradient `dy` of the product, those of `a` and of `b`.
/// `a` has the shape (m, k), `b` (k, n) and `dy` (m, n).
func matmulGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
