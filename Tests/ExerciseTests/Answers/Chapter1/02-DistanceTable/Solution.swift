import Tapestry

func distances(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  abs(expandDims(a, axis: 1) - b)
}
