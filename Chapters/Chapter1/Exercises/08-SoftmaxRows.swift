// Exercise 1.8: a softmax that survives

import ExerciseKit
import Tapestry

/// Probabilities along the last axis: pᵢ = exp(xᵢ) / Σⱼ exp(xⱼ), for numbers of any size,
/// without `softmax` and its relatives. The checks also ask for the gradient of the sum of
/// weights · p, which a tape computes by itself if you use operations on tensors.
func softmaxRows(_ logits: Tensor) throws -> Tensor {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
