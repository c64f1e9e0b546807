import TestSupport
import Testing

@testable import Tapestry

struct ComparisonsTests {
  private static let operations: [String: TestedOperation] = [
    "==": .init { $0 == $1 },
    "!=": .init { $0 != $1 },
    "<": .init { $0 < $1 },
    "<=": .init { $0 <= $1 },
    ">": .init { $0 > $1 },
    ">=": .init { $0 >= $1 },
    "logicalAnd": .init { logicalAnd($0, $1) },
    "logicalOr": .init { logicalOr($0, $1) },
    "logicalXor": .init { logicalXor($0, $1) },
    "logicalNot": .init { logicalNot($0) },
    "isNaN": .init { isNaN($0) },
    "isInfinite": .init { isInfinite($0) },
    "isFinite": .init { isFinite($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Comparisons"))
  func `comparisons and logic equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `a number can stand on either side`() {
    expectEqual(1 < Tensor([1, 2]), Tensor([false, true]))
    expectEqual(Tensor([1, 2], dtype: .uint8) == 2, Tensor([false, true]))
  }

  @Test func `numbers are compared with literals as Swift does`() {
    let (x, y, n): (Float, Double, Int) = (3, 0.5, 2)
    let results = (x < 5, x == -3, y > 1, 0 <= y, n != 2, x >= 2.5)
    #expect(type(of: results) == (Bool, Bool, Bool, Bool, Bool, Bool).self)
    #expect(type(of: Variable(1.0) > 0) == Tensor.self)
  }

  @Test func `large tensors are compared on all cores`() {
    let x = Tensor.range(70_001)
    #expect(cast(x < 70_000, to: .int32).sum().number == 70_000)
    #expect(cast(cast(x, to: .float32) >= 1, to: .int32).sum().number == 70_000)
  }

  @Test func `comparing different types stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1]) == Tensor([1.0])
      },
      "==: operands of different types, int32 and float32", "cure: cast one")
  }

  @Test func `logic on numbers stops with a comparison as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = logicalAnd(Tensor([1]), Tensor([true]))
      },
      "logicalAnd: needs Booleans, got int32", "cure: compare first")
  }
}
