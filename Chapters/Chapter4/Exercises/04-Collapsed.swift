// Exercise 4.4: two layers are one

import ExerciseKit
import Tapestry

/// The single layer x · w + b that computes the same as a sequence of such layers with nothing
/// between them. There is at least one layer.
func collapsed(_ layers: [(w: Tensor, b: Tensor)]) throws -> (w: Tensor, b: Tensor) {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
