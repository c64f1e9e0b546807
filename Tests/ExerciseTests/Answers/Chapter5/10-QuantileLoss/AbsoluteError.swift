import Tapestry

func quantileLoss(_ y: Tensor, _ yHat: Tensor, quantile: Double) throws -> Tensor {
  quantile * abs(y - yHat).mean()
}
