import TestSupport
import Testing

@testable import Tapestry

struct LinearSolveTests {
  private static let operations: [String: TestedOperation] = [
    "solve": .init(ulps: 8, of: 1) { solve($0, $1) },
    "solve transposed": .init(ulps: 8, of: 1) { solve($0, $1, transposed: true) },
  ]

  @Test(arguments: OperationRecording.cases(of: "LinearSolve"))
  func `solutions and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `solutions have derivatives in every way`() throws {
    let a = waves([2, 3, 3]) + 2 * Tensor.eye(3, dtype: .float64)
    try checkEveryWay("solve", at: [a, waves([3, 2])]) { solve($0[0], $0[1]) }
    try checkEveryWay("solve transposed", at: [a[0], waves([2, 3, 1])]) {
      solve($0[0], $0[1], transposed: true)
    }
  }

  @Test func `the solution of a large system solves it`() {
    let a = Tensor.normal([300, 300], dtype: .float64, seed: 1)
    let b = Tensor.normal([300, 4], dtype: .float64, seed: 2)
    #expect(abs(matmul(a, solve(a, b)) - b).max().scalar(as: Double.self) < 1e-9)
  }

  @Test func `singular matrices and shapes that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = solve(Tensor([[1.0, 2.0], [2.0, 4.0]]), Tensor.ones([2, 1]))
      },
      "solve: the matrix is singular: its pivot at index 1 is 0",
      "cure: use pseudoInverse or leastSquares, which have an answer, or add a small number")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = solve(stack([Tensor.eye(2), Tensor.zeros([2, 2])]), Tensor.ones([2, 1]))
      },
      "solve: matrix 1 of the batch is singular", "a + 1e-6 * Tensor.eye(n)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = solve(Tensor.eye(2), Tensor.ones([3, 1]))
      },
      "solve: 2 equations of shape (2, 2), right-hand sides of shape (3, 1)",
      "cure: give right-hand sides of 2 rows")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (x: Tensor) in solve(x, Tensor.ones([2, 1])) }
        _ = try function(Tensor.zeros([2, 2]))
      },
      "solve: the matrix is singular", "cure: use pseudoInverse")
  }
}
