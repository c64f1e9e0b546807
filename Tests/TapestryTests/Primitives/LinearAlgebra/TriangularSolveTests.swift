import TestSupport
import Testing

@testable import Tapestry

struct TriangularSolveTests {
  private static let operations: [String: TestedOperation] = [
    "lower": .init(ulps: 8, of: 2) { triangularSolve($0, $1) },
    "upper": .init(ulps: 8, of: 2) { triangularSolve($0, $1, lower: false) },
    "lower transposed": .init(ulps: 8, of: 2) { triangularSolve($0, $1, transposed: true) },
    "upper transposed": .init(ulps: 8, of: 2) {
      triangularSolve($0, $1, lower: false, transposed: true)
    },
  ]

  @Test(arguments: OperationRecording.cases(of: "TriangularSolve"))
  func `solutions and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `solutions have derivatives in every way`() throws {
    let (a, b) = (waves([2, 3, 3]) + 2, waves([3, 2]))
    try checkEveryWay("lower", at: [a, b]) { triangularSolve($0[0], $0[1]) }
    try checkEveryWay("upper transposed", at: [a, b]) {
      triangularSolve($0[0], $0[1], lower: false, transposed: true)
    }
  }

  @Test(arguments: [true, false])
  func `each of many right-hand sides has its own solution`(lower: Bool) {
    let (a, x) = (waves([40, 40]) * 0.1 + Tensor.eye(40, dtype: .float64), waves([40, 200], 0.9))
    let triangle = bandPart(a, lower: lower ? nil : 0, upper: lower ? 0 : nil)
    let solutions = triangularSolve(a, matmul(triangle, x), lower: lower)
    #expect(abs(solutions - x).max().scalar(as: Double.self) < 1e-12)
  }

  @Test func `a 0 on the diagonal stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = triangularSolve(Tensor([[1.0, 0.0], [1.0, 0.0]]), Tensor.ones([2, 1]))
      },
      "triangularSolve: the matrix is singular: element (1, 1) of its diagonal is 0",
      "cure: use pseudoInverse or leastSquares")
  }
}
