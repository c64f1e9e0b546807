// Exercise 4.9: one scale for every batch

import ExerciseKit
import Tapestry

/// Batch normalization of inputs of shape (examples, features): (x − mean) / √(variance +
/// 0.001) · gamma + beta. In training the mean and the variance of each feature are the
/// batch's, and the moving ones approach them: moving ← 0.99 · moving + 0.01 · batch's. At
/// inference the moving ones take their place. The trainable variables are gamma, ones at
/// first, and beta, zeros at first, in this order; the moving mean begins at zeros and the
/// moving variance at ones.
final class MyBatchNorm: Layer {
  // TODO: gamma, beta, and the moving mean and variance.

  override func build(inputShape: Shape) {
    unsolved()
  }

  override func call(_ x: Tensor, training: Bool) -> Tensor {
    unsolved()
  }
}
