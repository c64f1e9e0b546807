import Testing

@testable import Tapestry

struct SymmetricEigenvaluesTests {
  /// The vectors squared, since their signs are LAPACK's choice.
  private static let operations: [String: TestedOperation] = [
    "values": .init(ulps: 8, of: 4) { eigh($0).values },
    "vectors": .init(ulps: 32, of: 1) { square(eigh($0).vectors) },
  ]

  @Test(arguments: OperationRecording.cases(of: "SymmetricEigenvalues"))
  func `values, vectors and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `the matrix stretches each vector by its value`() {
    let half = waves([2, 4, 4])
    let a = half + matrixTranspose(half)
    let (values, vectors) = eigh(a)
    let difference = matmul(a, vectors) - vectors * expandDims(values, axis: -2)
    #expect(abs(difference).max().scalar(as: Double.self) < 1e-14)
  }

  @Test func `values and vectors have derivatives in every way`() throws {
    try checkEveryWay("values", at: [waves([2, 3, 3])]) { eigh($0[0]).values }
    try checkEveryWay("vectors", at: [waves([2, 3, 3])]) { square(eigh($0[0]).vectors) }
  }

  @Test func `only the lower triangle is read, and NaN gives NaN`() {
    expectTensor(eigh(Tensor([[2.0, 7.0], [1.0, 2.0]])).values, [2], [1, 3], tolerance: 1e-6)
    expectTensor(eigh(Tensor.full([1, 1], Double.nan)).values, [1], [.nan])
  }
}
