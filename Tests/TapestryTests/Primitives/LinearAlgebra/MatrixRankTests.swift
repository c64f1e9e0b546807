import TestSupport
import Testing

@testable import Tapestry

struct MatrixRankTests {
  private static let operations: [String: TestedOperation] = [
    "matrixRank": .init { matrixRank($0) },
    "matrixRank tolerance 2": .init { matrixRank($0, tolerance: 2) },
  ]

  @Test(arguments: OperationRecording.cases(of: "MatrixRank"))
  func `ranks equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `matrices without elements have rank 0`() {
    expectEqual(matrixRank(Tensor.ones([2, 0, 3])), Tensor([0, 0]))
    expectEqual(matrixRank(Tensor.ones([2, 3, 0]), tolerance: 1), Tensor([0, 0]))
    #expect(matrixRank(Tensor.ones([0, 2, 3])).shape == [0])
    expectEqual(matrixRank(Tensor.zeros([3, 3])), Tensor(0))
  }

  @Test func `the rank of a vector, or of integers, stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matrixRank(Tensor([1.0, 2.0]))
      },
      "matrixRank: needs matrices of float32 or float64, got", "cure: cast first")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = matrixRank(Tensor([[1, 2]]))
      },
      "matrixRank: needs matrices of float32 or float64, got", "expandDims(v, axis: 1)")
  }
}
