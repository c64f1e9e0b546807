import Tapestry

func updateRunningMean(_ mean: Variable, with batch: Tensor, decay: Double) throws {
  mean.assign(decay * mean + (1 - decay) * batch.mean(axis: 0))
}
