import Testing

@testable import Tapestry

struct DeterminantTests {
  private static let operations: [String: TestedOperation] = [
    "determinant": .init(ulps: 8, of: 1) { determinant($0) },
    "sign": .init { logDeterminant($0).sign },
    "value": .init(ulps: 8, of: 1) { logDeterminant($0).value },
  ]

  @Test(arguments: OperationRecording.cases(of: "Determinant"))
  func `determinants and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `determinants have derivatives in every way`() throws {
    let a = waves([2, 3, 3]) + 2 * Tensor.eye(3, dtype: .float64)
    try checkEveryWay("determinant", at: [a]) { determinant($0[0]) }
    try checkEveryWay("logDeterminant", at: [a]) { logDeterminant($0[0]).value }
  }

  @Test(arguments: [
    [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.5, -1.0, 2.0]],
    [[0.0, 0.0, 0.0], [1, 2, 3], [3, 1, 2]],
    [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]],
  ])
  func `singular matrices have a determinant and a gradient`(rows: [[Double]]) throws {
    let a = Tensor(rows.flatMap { $0 }, shape: [3, 3])
    expectTensor(determinant(a), [], [0], tolerance: 1e-15)
    try checkGradients("determinant", at: [a]) { determinant($0[0]) }
  }

  @Test func `the logarithm of a determinant of 0 is -infinity, and its sign 0`() {
    let (sign, value) = logDeterminant(Tensor.zeros([2, 2]))
    expectTensor(sign, [], [0])
    expectTensor(value, [], [-.infinity])
  }

  @Test func `a determinant beyond the type's range has a logarithm`() {
    let value = logDeterminant(1e-30 * Tensor.eye(4)).value
    expectTensor(value, [], [-276.31021], tolerance: 1e-3)
  }

  @Test func `swapped rows change the sign`() {
    expectTensor(determinant(Tensor([[0.0, 1.0], [1.0, 0.0]])), [], [-1])
    expectTensor(logDeterminant(Tensor([[0.0, 1.0], [1.0, 0.0]])).sign, [], [-1])
  }
}
