import Tapestry

func lossGradient(_ x: Tensor, _ y: Tensor, _ w: Tensor) throws -> Tensor {
  -2 / Double(x.shape[0]) * matmul(x, y - matmul(x, w), transposeA: true)
}
