import TestSupport
import Testing

@testable import Tapestry

struct InverseHyperbolicsTests {
  private static let operations: [String: TestedOperation] = [
    "asinh": .init(ulps: 3) { asinh($0) },
    "acosh": .init(ulps: 3) { acosh($0) },
    "atanh": .init(ulps: 3) { atanh($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "InverseHyperbolics"))
  func `inverse hyperbolic functions and their gradients equal TensorFlow's`(
    recorded: RecordedCase
  ) throws {
    try check(recorded, Self.operations)
  }

  @Test func `they undo the hyperbolic functions, also of tiny and of huge numbers`() {
    let x = Tensor([0, 1e-300, 1e-20, 1e-8, 0.3, 1, 5, 300, 700], dtype: .float64)
    expectEqual(asinh(sinh(x)), x, ulps: 4)
    expectEqual(asinh(sinh(-x)), -x, ulps: 4)
    expectEqual(acosh(cosh(x[5...])), x[5...], ulps: 4)
    expectEqual(atanh(tanh(x[..<5])), x[..<5], ulps: 4)
    let huge = Tensor([1e10, 3e17, 2e18, 1e160, 1e308], dtype: .float64)
    let expected = Tensor(
      [
        23.7189981105004, 40.93570605012683, 42.832826035012715, 369.10676205960726,
        709.889355822726,
      ],
      dtype: .float64)
    expectEqual(asinh(huge), expected, ulps: 1)
    expectEqual(acosh(huge), expected, ulps: 1)
  }

  @Test func `inverse hyperbolic functions have derivatives of any order, in every way`() throws {
    let x = waves([2, 3])
    try checkEveryWay("asinh", at: [x]) { asinh($0[0]) }
    try checkEveryWay("acosh", at: [x * 0.5 + 2]) { acosh($0[0]) }
    try checkEveryWay("atanh", at: [x * 0.5]) { atanh($0[0]) }
  }

  @Test func `asinh of integers stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = asinh(Tensor([1, 2]))
      },
      "asinh: not defined for int32", "cure: cast first: cast(x, to: .float32)")
  }
}
