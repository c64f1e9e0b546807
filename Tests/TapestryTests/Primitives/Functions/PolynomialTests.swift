import TestSupport
import Testing

@testable import Tapestry

struct PolynomialTests {
  private static let operations: [String: TestedOperation] = [
    "polyval": TestedOperation(ulps: 2, of: 4) { inputs, _ in
      polyval([inputs[0], inputs[1], inputs[0]], inputs[2])
    }
  ]

  @Test(arguments: OperationRecording.cases(of: "Polynomial"))
  func `polynomials and their gradients equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `a polynomial has as many coefficients as one gives`() {
    let x = Tensor([1, 2, .infinity] as [Float])
    expectEqual(polyval([], x), Tensor([0.0, 0.0, 0.0]))
    expectEqual(polyval([3.0], x), Tensor([3.0, 3.0, 3.0]))
    expectEqual(polyval([3.0, 1.0], x), Tensor([4, 7, .infinity] as [Float]))
    expectEqual(polyval([1, 0, 2], Tensor([3, -3])), Tensor([11, 11]))
  }

  @Test func `polynomials have derivatives in every way`() throws {
    try checkEveryWay("polyval", at: [waves([3]), waves([2, 3], 0.7)]) {
      polyval([$0[0], 0.5, $0[0]], $0[1])
    }
  }

  @Test func `a coefficient of another type stops the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = polyval([Tensor([1, 2]), 1], Tensor([1.0, 2.0]))
      },
      "polyval: operands of different types, int32 and float32", "cure: cast one of them")
  }
}
