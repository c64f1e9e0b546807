import TestSupport
import Testing

@testable import Tapestry

struct LeastSquaresTests {
  /// TensorFlow's are found from the normal equations, which lose half of the digits.
  private static let operations: [String: TestedOperation] = [
    "leastSquares": .init(ulps: 64, of: 4) { leastSquares($0, $1) },
    "leastSquares l2 0.5": .init(ulps: 64, of: 4) { leastSquares($0, $1, l2Regularizer: 0.5) },
  ]

  @Test(arguments: OperationRecording.cases(of: "LeastSquares"))
  func `solutions and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `solutions have derivatives in every way`() throws {
    try checkEveryWay("tall", at: [waves([2, 4, 2]), waves([4, 2])]) { leastSquares($0[0], $0[1]) }
    try checkEveryWay("wide", at: [waves([2, 4]), waves([2, 1])]) { leastSquares($0[0], $0[1]) }
    try checkEveryWay("ridge", at: [waves([3, 2]), waves([3, 1])]) {
      leastSquares($0[0], $0[1], l2Regularizer: 0.3)
    }
  }

  @Test func `columns that depend on each other stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Tensor([[1.0, 1.1, 3.3], [2.0, 0.7, 2.1], [3.0, 0.3, 0.9], [1.0, 1.0, 3.0]])
        _ = leastSquares(a, Tensor.ones([4, 1]))
      },
      "leastSquares: the matrix does not have full rank: row or column 2 depends "
        + "on those before it",
      "cure: use matmul(pseudoInverse(a), b), or give an l2Regularizer")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = leastSquares(Tensor.ones([3, 2]), Tensor([1.0, 2.0, 3.0]))
      },
      "leastSquares: equations of shape (3, 2), right-hand sides of shape (3,)",
      "expandDims(v, axis: 1)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = leastSquares(Tensor.ones([3, 2]), Tensor.ones([3, 1]), l2Regularizer: -1)
      },
      "leastSquares: the l2Regularizer -1.0", "cure: give a number from 0 on")
  }

  @Test func `a regularizer gives an answer where the rank is not full`() {
    expectTensor(
      leastSquares(Tensor.ones([2, 2]), Tensor.ones([2, 1]), l2Regularizer: 1), [2, 1], [0.4, 0.4],
      tolerance: 1e-6)
  }
}
