import Tapestry

func alignedSquaredError(_ y: Tensor, _ yHat: Tensor) throws -> Tensor {
  square(y - yHat).mean()
}
