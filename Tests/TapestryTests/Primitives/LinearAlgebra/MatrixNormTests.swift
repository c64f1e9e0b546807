import TestSupport
import Testing

@testable import Tapestry

struct MatrixNormTests {
  private static let operations: [String: TestedOperation] = [
    "frobenius": .init(ulps: 8, of: 1) { matrixNorm($0) },
    "one": .init(ulps: 8, of: 1) { matrixNorm($0, .one) },
    "infinity": .init(ulps: 8, of: 1) { matrixNorm($0, .infinity) },
    "spectral": .init(ulps: 16, of: 1) { matrixNorm($0, .spectral) },
    "nuclear": .init(ulps: 16, of: 1) { matrixNorm($0, .nuclear) },
  ]

  @Test(arguments: OperationRecording.cases(of: "MatrixNorm"))
  func `norms and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: MatrixNorm.allCases)
  func `norms have derivatives in every way`(kind: MatrixNorm) throws {
    try checkEveryWay("\(kind)", at: [waves([2, 3, 2])]) { square(matrixNorm($0[0], kind)) }
  }

  @Test func `the dimensions may stay`() {
    #expect(matrixNorm(Tensor.ones([5, 2, 3]), keepDims: true).shape == [5, 1, 1])
  }

  @Test func `the norm of a vector is another function`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matrixNorm(Tensor([1.0, 2.0]))
      },
      "matrixNorm: needs matrices, got shape (2,)", "cure: use x.norm()")
  }
}
