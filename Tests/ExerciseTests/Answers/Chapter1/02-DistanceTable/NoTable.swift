import Tapestry

func distances(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  abs(a - b)
}
