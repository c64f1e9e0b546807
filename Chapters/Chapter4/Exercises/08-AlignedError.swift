// Exercise 4.8: a loss that looks first

import ExerciseKit
import Tapestry

/// The mean squared error. Targets of shape (n,) and predictions of shape (n, 1) belong
/// together, and so do (n, 1) and (n,): one number of each for an example. Any other two shapes
/// that are not equal must be a mistake, even if they broadcast: then throw an error. A case
/// expects nil where an error should be thrown.
func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution. For a mistake: throw ShapesDiffer().
  throw Unsolved()
}

struct ShapesDiffer: Error {}
