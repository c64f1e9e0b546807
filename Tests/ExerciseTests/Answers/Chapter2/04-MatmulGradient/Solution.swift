import Tapestry

func matmulGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  (matmul(dy, b, transposeB: true), matmul(a, dy, transposeA: true))
}
