import Tapestry

func updateRunningMean(_ mean: Variable, with batch: Tensor, decay: Double) throws {
  _ = decay * mean + (1 - decay) * batch.mean(axis: 0)
}
