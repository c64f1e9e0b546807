import Testing

@testable import Tapestry

struct SingularValuesTests {
  /// Squared, since the signs of the vectors are LAPACK's choice. Each value is exact to the
  /// precision of the largest one.
  private static let operations: [String: TestedOperation] = [
    "s": .init(ulps: 16, of: 16) { square(svd($0).s) },
    "u": .init(ulps: 32, of: 1) { square(svd($0).u) },
    "v": .init(ulps: 32, of: 1) { square(svd($0).v) },
  ]

  @Test(arguments: OperationRecording.cases(of: "SingularValues"))
  func `values, vectors and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: [[4, 3], [3, 4], [3, 3], [1, 4], [2, 3, 2]] as [Shape])
  func `the product of the factors is the matrix`(shape: Shape) {
    let a = waves(shape)
    let (s, u, v) = svd(a)
    let product = matmul(u * expandDims(s, axis: -2), v, transposeB: true)
    #expect(abs(product - a).max().scalar(as: Double.self) < 1e-14)
    #expect((s[.ellipsis, 1...] <= s[.ellipsis, ..<(-1)]).all().scalar(as: Bool.self))
  }

  @Test(arguments: [[4, 3], [2, 3, 3], [2, 4]] as [Shape])
  func `values and vectors have derivatives in every way`(shape: Shape) throws {
    try checkEveryWay("s", at: [waves(shape)]) { svd($0[0]).s }
    try checkEveryWay("u", at: [waves(shape)]) { square(svd($0[0]).u) }
    try checkEveryWay("v", at: [waves(shape)]) { square(svd($0[0]).v) }
  }

  @Test func `equal singular values bring back no NaN`() throws {
    let a = Tensor.eye(3, dtype: .float64)
    let tape = GradientTape()
    tape.watch(a)
    let y = tape.record { svd(a).s.sum() }
    expectTensor(try tape.gradient(y, a), [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1], tolerance: 1e-15)
  }

  @Test(
    arguments: [[200, 5], [5, 200], [90, 80], [80, 90], [2, 130, 60], [100, 100]] as [Shape])
  func `factors of large matrices are orthonormal, and their product is the matrix`(shape: Shape) {
    let a = waves(shape)
    let k = min(shape[-1], shape[-2])
    let (s, u, v) = svd(a)
    let identity = Tensor.eye(k, dtype: .float64)
    func error(_ x: Tensor, _ y: Tensor) -> Double { abs(x - y).max().scalar(as: Double.self) }
    #expect(error(matmul(u * expandDims(s, axis: -2), v, transposeB: true), a) < 1e-12)
    #expect(error(matmul(u, u, transposeA: true), identity) < 1e-12)
    #expect(error(matmul(v, v, transposeA: true), identity) < 1e-12)
    expectEqual(s, sort(s, descending: true))
  }

  @Test func `NaN gives NaN`() {
    let s = svd(stack([Tensor.full([2, 2], Double.nan), Tensor.eye(2)])).s
    expectTensor(s, [2, 2], [.nan, .nan, 1, 1])
  }
}
