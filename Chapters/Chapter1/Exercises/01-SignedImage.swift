// Exercise 1.1: from bytes to numbers

import ExerciseKit
import Tapestry

/// Turn the bytes of an image, `uint8` in any shape, into `float32` numbers: 0 becomes −1, 255
/// becomes 1, and the values between are mapped linearly.
func signed(_ image: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
