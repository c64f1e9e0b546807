import Tapestry

func updateRunningMean(_ mean: Variable, with batch: Tensor, decay: Double) throws {
  mean.assign((1 - decay) * mean + decay * batch.mean(axis: 0))
}
