import TestSupport
import Testing

@testable import Tapestry

struct CholeskyTests {
  @Test(arguments: OperationRecording.cases(of: "Cholesky"))
  func `factors and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["cholesky": .init(ulps: 8, of: 1) { cholesky($0) }])
  }

  @Test func `factors have derivatives in every way`() throws {
    try checkEveryWay("cholesky", at: [waves([2, 3, 3])]) {
      cholesky(matmul($0[0], $0[0], transposeB: true) + Tensor.eye(3, dtype: .float64))
    }
  }

  @Test func `only the lower triangle is read`() {
    let a = Tensor([[4.0, .nan], [2.0, 5.0]])
    expectTensor(cholesky(a), [2, 2], [2, 0, 1, 2])
  }

  @Test func `a matrix that is not positive definite stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = cholesky(Tensor([[1.0, 2.0], [2.0, 1.0]]))
      },
      "cholesky: the matrix is not positive definite: its first 2 rows and columns are not",
      "cure: check that it is symmetric with positive eigenvalues (eigh)")
  }
}
