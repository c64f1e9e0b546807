import TestSupport
import Testing

@testable import Tapestry

@Suite struct OrthogonalTests {
  @Test(
    arguments: [[5, 5], [7, 3], [3, 7], [2, 3, 4], [64, 256]] as [Shape], [DType.float32, .float64])
  func `the shorter side of an orthogonal weight is orthonormal`(shape: Shape, dtype: DType) {
    let weight = Initializer.orthogonal(gain: 2, seed: 3)(shape, dtype: dtype)
    #expect(weight.spec == TensorSpec(shape: shape, dtype: dtype))
    let matrix = cast(reshape(weight, [-1, shape[-1]]), to: .float64)
    let isWide = matrix.shape[0] < matrix.shape[1]
    let products = matmul(matrix, matrix, transposeA: !isWide, transposeB: isWide)
    let accuracy = dtype == .float32 ? 1e-6 : 1e-13
    #expect(
      abs(products - 4 * Tensor.eye(products.shape[0], dtype: .float64)).max().number < accuracy)
  }

  @Test func `each column leans towards the normal column from which it is made`() {
    let seed = 5
    let normal = Initializer.randomNormal(mean: 0, deviation: 1, seed: seed)(
      [6, 4], dtype: .float64)
    let weight = Initializer.orthogonal(seed: seed)([6, 4], dtype: .float64)
    // The triangle R of normal = Q R: nothing below the diagonal, and positive numbers on it.
    let triangle = matmul(weight, normal, transposeA: true)
    #expect((diagonal(triangle) > 0).all().scalar(as: Bool.self))
    let below = triangle - bandPart(triangle, lower: 0, upper: nil)
    #expect(abs(below).max().number < 1e-13)
  }

  @Test func `a weight without elements stays so`() {
    #expect(Initializer.orthogonal()([0, 3], dtype: .float32).shape == [0, 3])
  }
}
