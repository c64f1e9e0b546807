import TestSupport
import Testing

@testable import Tapestry

struct LUDecompositionTests {
  private static let operations: [String: TestedOperation] = [
    "lu": .init(ulps: 8, of: 1) { lu($0).lu }, "p": .init { lu($0).p },
  ]

  @Test(arguments: OperationRecording.cases(of: "LUDecomposition"))
  func `factors and orders equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test(arguments: [[1, 1], [4, 4], [2, 3, 3], [2, 2, 5, 5]] as [Shape])
  func `the product of the factors is the matrix in another order`(shape: Shape) {
    let a = waves(shape)
    let (factors, order) = lu(a)
    let upper = bandPart(factors, lower: 0, upper: nil)
    let lower = factors - upper + Tensor.eye(shape[-1], dtype: .float64)
    let ordered = gather(a, order, axis: -2, batchDimensions: shape.rank - 2)
    #expect(abs(matmul(lower, upper) - ordered).max().number < 1e-14)
    #expect(abs(lower).max().number <= 1)
  }

  @Test(arguments: [[3, 3], [2, 4, 4]] as [Shape])
  func `factors have derivatives in every way`(shape: Shape) throws {
    try checkEveryWay("lu", at: [waves(shape)]) { lu($0[0]).lu }
  }

  @Test func `a singular matrix stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = lu(Tensor([[1.0, 2.0], [2.0, 4.0]]))
      },
      "lu: the matrix is singular: its pivot at index 1 is 0", "cure: use pseudoInverse")
  }
}
