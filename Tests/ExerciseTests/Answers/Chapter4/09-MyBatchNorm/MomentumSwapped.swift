import Tapestry

final class MyBatchNorm: Layer {
  private var gamma: Variable!
  private var beta: Variable!
  private var movingMean: Variable!
  private var movingVariance: Variable!

  override func build(inputShape: Shape) {
    let shape: Shape = [inputShape[-1]]
    gamma = addWeight("gamma", shape: shape, initializer: .ones)
    beta = addWeight("beta", shape: shape, initializer: .zeros)
    movingMean = addWeight("moving_mean", shape: shape, initializer: .zeros, trainable: false)
    movingVariance = addWeight(
      "moving_variance", shape: shape, initializer: .ones, trainable: false)
  }

  override func call(_ x: Tensor, training: Bool) -> Tensor {
    var (mean, variance) = (movingMean.tensor, movingVariance.tensor)
    if training {
      (mean, variance) = (x.mean(axis: 0), x.variance(axis: 0))
      movingMean.assign(0.01 * movingMean + 0.99 * mean)
      movingVariance.assign(0.01 * movingVariance + 0.99 * variance)
    }
    return (x - mean) / sqrt(variance + 0.001) * gamma + beta
  }
}
