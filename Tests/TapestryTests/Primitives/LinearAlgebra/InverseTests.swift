import TestSupport
import Testing

@testable import Tapestry

struct InverseTests {
  @Test(arguments: OperationRecording.cases(of: "Inverse"))
  func `inverses and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["inverse": .init(ulps: 8, of: 1) { inverse($0) }])
  }

  @Test func `inverses have derivatives in every way`() throws {
    let a = waves([2, 3, 3]) + 2 * Tensor.eye(3, dtype: .float64)
    try checkEveryWay("inverse", at: [a]) { inverse($0[0]) }
  }

  @Test func `a singular matrix stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = inverse(Tensor.zeros([2, 2]))
      },
      "inverse: the matrix is singular: its pivot at index 0 is 0", "cure: use pseudoInverse")
  }
}
