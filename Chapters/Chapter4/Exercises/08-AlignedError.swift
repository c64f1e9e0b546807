// Exercise 4.8: a loss that looks first

import ExerciseKit
import Tapestry

/// The mean squared error. Targets of shape (n,) and predictions of shape (n, 1) belong
/// together, and so do (n, 1) and (n,): one number of each for an example. Any other two shapes
/// that are not equal cannot be meant, even if they broadcast: then an error is thrown. A case
/// expects nil where it should be thrown.
func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution. What cannot be meant: throw ShapesDiffer().
  throw Unsolved()
}

struct ShapesDiffer: Error {}
