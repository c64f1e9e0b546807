import Tapestry

func quantileLoss(_ y: Tensor, _ yHat: Tensor, quantile: Double) throws -> Tensor {
  let error = y - yHat
  return maximum(quantile * error, (quantile - 1) * error).sum()
}
