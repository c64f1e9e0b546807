// Exercise 2.3: what broadcasting does to a gradient

import ExerciseKit
import Tapestry

/// The rule of `a * b`: from the gradient `dy` of the product, those of `a` and of `b`, each in
/// the shape of its tensor. The shapes of `a` and `b` may be broadcast.
func productGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
