import TestSupport
import Testing

@testable import Tapestry

struct CrossProductTests {
  @Test(arguments: OperationRecording.cases(of: "CrossProduct"))
  func `cross products equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["cross": .init(ulps: 1) { cross($0, $1) }])
  }

  @Test func `cross products have derivatives in every way`() throws {
    try checkEveryWay("cross", at: [waves([2, 3]), waves([3], 0.9)]) { cross($0[0], $0[1]) }
  }

  @Test func `vectors of different lengths stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = cross(Tensor.ones([3, 2]), Tensor.ones([3, 2]))
      },
      "cross: shapes (3, 2) and (3, 2)", "cure: give vectors of three elements")
  }
}
