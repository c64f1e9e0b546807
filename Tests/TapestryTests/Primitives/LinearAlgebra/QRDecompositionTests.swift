import Testing

@testable import Tapestry

struct QRDecompositionTests {
  /// Squared, since the signs are LAPACK's choice.
  private static let operations: [String: TestedOperation] = [
    "q": .init(ulps: 8, of: 1) { square(qr($0).q) },
    "r": .init(ulps: 8, of: 8) { square(qr($0).r) },
  ]

  @Test(arguments: OperationRecording.cases(of: "QRDecomposition"))
  func `factors and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: [[4, 3], [3, 4], [3, 3], [1, 4], [4, 1], [2, 3, 2]] as [Shape])
  func `the product of the factors is the matrix`(shape: Shape) {
    let a = waves(shape)
    let (q, r) = qr(a)
    let identity = Tensor.eye(min(shape[-1], shape[-2]), dtype: .float64)
    #expect(abs(matmul(q, r) - a).max().scalar(as: Double.self) < 1e-14)
    #expect(
      abs(matmul(q, q, transposeA: true) - identity).max().scalar(as: Double.self) < 1e-14)
    expectEqual(bandPart(r, lower: 0, upper: nil), r)
  }

  @Test(arguments: [[4, 3], [2, 3, 3], [2, 4]] as [Shape])
  func `factors have derivatives in every way`(shape: Shape) throws {
    try checkEveryWay("q", at: [waves(shape)]) { square(qr($0[0]).q) }
    try checkEveryWay("r", at: [waves(shape)]) { square(qr($0[0]).r) }
  }
}
