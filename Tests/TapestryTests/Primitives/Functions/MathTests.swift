import TestSupport
import Testing

@testable import Tapestry

struct MathTests {
  private static let operations: [String: TestedOperation] = [
    "abs": .init { abs($0) },
    "sign": .init { sign($0) },
    "square": .init { square($0) },
    "sqrt": .init { sqrt($0) },
    "reciprocal": .init { reciprocal($0) },
    "floor": .init { floor($0) },
    "ceil": .init { ceil($0) },
    "round": .init { round($0) },
    "exp": .init(ulps: 2) { exp($0) },
    "expm1": .init(ulps: 2) { expm1($0) },
    "log": .init(ulps: 2) { log($0) },
    "log1p": .init(ulps: 2) { log1p($0) },
    "rsqrt": .init(ulps: 2) { rsqrt($0) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Math"))
  func `functions of one number equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `a repeated element is computed once and repeated`() {
    let repeated = broadcast(Tensor(4.0), to: [2, 3])
    expectEqual(sqrt(repeated), Tensor.full([2, 3], 2))
    #expect(sqrt(repeated).strides == [0, 0])
  }

  @Test func `large tensors are computed on all cores`() {
    let count = 70_001
    let x = Tensor.range(count)
    expectEqual(
      square(cast(x, to: .float64)), cast(cast(x, to: .int64) * cast(x, to: .int64), to: .float64))
    expectEqual(abs(-x), x)
  }

  @Test func `exp of integers stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = exp(Tensor([1, 2]))
      },
      "exp: not defined for int32", "cure: cast first: cast(x, to: .float32)")
  }
}
