// Exercise 6.7: a gradient for each example

import ExerciseKit
import Tapestry

/// For each example the gradient of its own loss, (xᵢ · w − yᵢ)², with respect to w: from x of
/// shape (examples, inputs), y (examples,) and w (inputs,) a tensor of shape (examples,
/// inputs). Use `vectorizedMap` around a tape, so that the number of operations does not grow
/// with the examples.
func gradientPerExample(_ x: Tensor, _ y: Tensor, w: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
