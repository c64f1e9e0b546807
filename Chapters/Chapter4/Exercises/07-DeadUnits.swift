// Exercise 4.7: which units are dead?

import ExerciseKit
import Tapestry

/// From the activations of shape (examples, units), a Boolean for each unit: whether it is 0
/// for every example.
func deadUnits(_ activations: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
