// Exercise 5.1: downhill

import ExerciseKit
import Tapestry

/// One step of gradient descent: each variable moves by the rate times its gradient, downhill.
/// A variable whose gradient is nil stays as it is. The variables' new values are compared.
func descend(
  _ variables: [Variable], along gradients: [Tensor?], rate: Double
) throws {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
