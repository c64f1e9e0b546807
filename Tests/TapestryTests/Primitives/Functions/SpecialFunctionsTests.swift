import TestSupport
import Testing

@testable import Tapestry

struct SpecialFunctionsTests {
  private static let operations: [String: TestedOperation] = [
    "lgamma": .init(ulps: 4, of: 0.5) { lgamma($0) },
    "digamma": .init(ulps: 4, of: 0.5) { digamma($0) },
    "polygamma": .init(ulps: 8) { polygamma($0, $1) },
    "zeta": .init(ulps: 8) { zeta($0, $1) },
    "erfc": .init(ulps: 2) { erfc($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "SpecialFunctions"))
  func `special functions and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `special functions have derivatives of any order, in every way`() throws {
    let x = waves([2, 3]) * 0.4 + 1.2
    try checkEveryWay("lgamma", at: [x]) { lgamma($0[0]) }
    try checkEveryWay("digamma", at: [x]) { digamma($0[0]) }
    try checkEveryWay("polygamma", at: [x]) { polygamma(1, $0[0]) * 0.1 }
    try checkEveryWay("zeta", at: [x]) { zeta(2.5, $0[0]) * 0.1 }
    try checkEveryWay("erfc", at: [x]) { erfc($0[0]) }
  }

  @Test func `an order that is not a number of derivatives gives NaN`() {
    #expect(isNaN(polygamma(-1, Tensor([2.0]))).all().scalar(as: Bool.self))
    #expect(isNaN(polygamma(0.5, Tensor([2.0]))).all().scalar(as: Bool.self))
  }

  @Test func `far from 0 on the negative side polygamma ends at once`() {
    expectTensor(
      polygamma(1, Tensor([-1e9 + 0.5], dtype: .float64)), [1], [9.869604400089358],
      tolerance: 1e-8)
  }

  @Test func `of huge powers zeta ends at once`() {
    let s = Tensor([1e9, 1e9, .infinity, .infinity, 2, 1.5], dtype: .float64)
    let q = Tensor([1, 0.5, 2, 0.5, .infinity, 1e300], dtype: .float64)
    expectEqual(
      zeta(s, q), Tensor([1, .infinity, 0, .infinity, 0, 2e-150], dtype: .float64), ulps: 2)
  }

  @Test func `lgamma of integers stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = lgamma(Tensor([1, 2]))
      },
      "lgamma: not defined for int32", "cure: cast first: cast(x, to: .float32)")
  }
}
