// Exercise 5.10: the ninetieth percentile

import ExerciseKit
import Tapestry

/// A loss whose best constant is the quantile q of the targets: the mean of q · e where the
/// error e = y − ŷ is 0 or more, and of (q − 1) · e below. For q = 0.9 it costs nine times as
/// much to predict too little as to predict too much. y and ŷ have one shape.
func quantileLoss(_ y: Tensor, _ yHat: Tensor, quantile: Double) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
