import Tapestry

func matmulGradient(_ a: Tensor, _ b: Tensor, dy: Tensor) throws -> (a: Tensor, b: Tensor) {
  (matmul(b, dy, transposeA: true), matmul(dy, a, transposeB: true))
}
