import Tapestry

func deadUnits(_ activations: Tensor) throws -> Tensor {
  abs(activations.mean(axis: 0)) < 1e-5
}
