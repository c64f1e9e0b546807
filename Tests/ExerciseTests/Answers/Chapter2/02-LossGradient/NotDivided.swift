import Tapestry

func lossGradient(_ x: Tensor, _ y: Tensor, _ w: Tensor) throws -> Tensor {
  -2 * matmul(x, y - matmul(x, w), transposeA: true)
}
