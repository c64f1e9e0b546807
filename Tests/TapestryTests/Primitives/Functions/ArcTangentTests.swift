import Testing

@testable import Tapestry

struct ArcTangentTests {
  @Test(arguments: OperationRecording.cases(of: "ArcTangent"))
  func `angles and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, ["atan2": .init(ulps: 2) { atan2($0, $1) }])
  }

  @Test func `atan2 has derivatives in every way`() throws {
    try checkEveryWay("atan2", at: [waves([2, 3]) + 2, waves([3])]) { atan2($0[0], $0[1]) }
  }

  @Test func `at the origin the gradient is 0`() throws {
    let (y, x) = (Tensor([0.0, 3.0]), Tensor([0.0, 4.0]))
    let tape = GradientTape()
    tape.watch(y, x)
    let angle = tape.record { atan2(y, x) }
    let gradients = try tape.gradient(angle, [y, x])
    expectTensor(gradients[0], [2], [0, 0.16], tolerance: 1e-7)
    expectTensor(gradients[1], [2], [0, -0.12], tolerance: 1e-7)
  }
}
