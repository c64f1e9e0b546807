// Exercise 5.4: a batch in pieces

import ExerciseKit
import Tapestry

/// The gradient with respect to w of the mean squared error of `matmul(x, w)` over all rows of
/// all batches, where only one batch at a time fits into memory. Batches may have different
/// numbers of rows; x has the shape (rows, inputs), w (inputs, 1) and y (rows, 1).
func accumulatedGradient(
  of w: Variable, batches: [(x: Tensor, y: Tensor)]
) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
