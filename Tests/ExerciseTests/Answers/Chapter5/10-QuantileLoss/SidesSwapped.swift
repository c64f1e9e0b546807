import Tapestry

func quantileLoss(_ y: Tensor, _ yHat: Tensor, quantile: Double) throws -> Tensor {
  let error = yHat - y
  return maximum(quantile * error, (quantile - 1) * error).mean()
}
