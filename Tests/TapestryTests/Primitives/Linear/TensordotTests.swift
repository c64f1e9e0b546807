import TestSupport
import Testing

@testable import Tapestry

struct TensordotTests {
  private static let operations: [String: TestedOperation] = [
    "tensordot 0": .init(ulps: 1) { tensordot($0, $1, axes: 0) },
    "tensordot 2": .init(ulps: 1) { tensordot($0, $1, axes: 2) },
    "tensordot [2, 0] [1, 2]": .init(ulps: 1) { tensordot($0, $1, axes: ([2, 0], [1, 2])) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Tensordot"))
  func `products over pairs of dimensions equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `products over pairs of dimensions have derivatives in every way`() throws {
    try checkEveryWay("tensordot", at: [waves([2, 3, 2]), waves([2, 3])]) {
      tensordot($0[0], $0[1], axes: ([1], [-1]))
    }
  }

  @Test func `dimensions that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = tensordot(Tensor.ones([2, 3]), Tensor.ones([2, 3]), axes: 1)
      },
      "axes [1] of shape (2, 3) have sizes [3], axes [0] of shape (2, 3) sizes [2]",
      "cure: pair dimensions of equal sizes")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = tensordot(Tensor.ones([2, 3]), Tensor.ones([2]), axes: 2)
      },
      "tensordot: 2 dimensions of shapes (2, 3) and (2,)", "cure: sum over 0 to 1 dimensions")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = tensordot(Tensor.ones([2, 3]), Tensor.ones([2]), axes: ([0, 1], [0]))
      },
      "axes [0, 1] of the first tensor and [0] of the second", "as many dimensions of one")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = tensordot(Tensor.ones([2, 2]), Tensor.ones([2, 2]), axes: ([0, 0], [0, 1]))
      },
      "tensordot: axes [0, 0] name dimension 0 of shape (2, 2) twice", "cure: name each dimension")
  }
}
