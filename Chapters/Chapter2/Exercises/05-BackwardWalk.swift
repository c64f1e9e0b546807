// Exercise 2.5: a tape for single numbers

import ExerciseKit
import Miniature

/// Set `gradient` of every `Value` that the loss was computed from: the derivative of the loss
/// with respect to it. A value knows its `inputs`, each with the slope of this value with
/// respect to it; every gradient is 0 at first. The checks run a small graph, perhaps many
/// times in a row, and compare the gradients of the first run's values.
func backward(from loss: Value) throws {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
