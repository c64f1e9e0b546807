import TestSupport
import Testing

@testable import Tapestry

struct ArithmeticTests {
  private static let operations: [String: TestedOperation] = [
    "+": .init { $0 + $1 },
    "-": .init { $0 - $1 },
    "*": .init { $0 * $1 },
    "/": .init { $0 / $1 },
    "negate": .init { -$0 },
    "floorDivide": .init { floorDivide($0, $1) },
    "%": .init { $0 % $1 },
    "pow": .init(ulps: 1) { pow($0, $1) },
    // Of zeros of different signs either is the larger.
    "maximum": .init(ulps: 0.5) { maximum($0, $1) },
    "minimum": .init(ulps: 0.5) { minimum($0, $1) },
    "squaredDifference": .init { squaredDifference($0, $1) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Arithmetic"))
  func `arithmetic equals TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `a number takes the type of the tensor beside it`() {
    for dtype in DType.allCases where dtype != .bool {
      expectEqual(2 * Tensor([1, 3], dtype: dtype), Tensor([2, 6], dtype: dtype))
      expectEqual(Tensor([1, 3], dtype: dtype) - 1, Tensor([0, 2], dtype: dtype))
    }
    expectEqual(0.5 * Tensor([1, 3], dtype: .float64), Tensor([0.5, 1.5], dtype: .float64))
  }

  @Test(arguments: [1 << 16, 100_003])
  func `large tensors are added on all cores`(count: Int) {
    let x = Tensor.range(count)
    let y = cast(x, to: .float32)
    expectEqual(x + x, Tensor((0..<count).map { Int32(2 * $0) }, shape: [count]))
    expectEqual(y - 0.5, Tensor((0..<count).map { Float($0) - 0.5 }, shape: [count]))
    let rows = reshape(Tensor.range(4), [4, 1]) * 1000 + x
    #expect(rows.shape == [4, count])
    #expect(rows[3, count - 1].scalar(as: Int32.self) == Int32(3000 + count - 1))
    expectEqual(rows[2], x + 2000)
  }

  @Test func `a tensor can be both operands`() {
    let x = Tensor([[1, 2], [3, 4]])
    expectEqual(x + x, Tensor([[2, 4], [6, 8]]))
    expectEqual(x - transpose(x), Tensor([[0, -1], [1, 0]]))
  }

  @Test(arguments: [DType.float16, .float32, .float64, .int8])
  func `operands whose elements are a few apart equal their copies`(_ dtype: DType) {
    let x = cast(Tensor.uniform([5, 4999], in: -9..<10), to: dtype)
    func copy(_ x: Tensor) -> Tensor { concat([x], axis: 0) }
    let (some, backwards) = (x[.by(2), .by(3)], x[.by(-2), .by(-3)])
    expectEqual(some + 1, copy(some) + 1)
    expectEqual(some - backwards, copy(some) - copy(backwards))
    expectEqual(x[.all, .by(-1)] * x[0], copy(x[.all, .by(-1)]) * x[0])
    expectEqual(some < backwards, copy(some) < copy(backwards))
  }

  @Test func `incompatible shapes stop with the shapes aligned`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3]) + Tensor.ones([4])
      },
      "+: shapes (2, 3) and (4,) do not broadcast:\n    2 3\n      4\n      ^",
      "cure: make the marked dimensions equal, or one of them 1")
  }

  @Test func `operands of different types stop with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2]) + Tensor([1.0, 2.0])
      },
      "+: operands of different types, int32 and float32",
      "cure: cast one of them: cast(a, to: .float32) or cast(b, to: .int32)")
  }

  @Test func `a negative power of an integer stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = pow(Tensor([2]), -1)
      },
      "pow: an integer to the negative power -1 is not an integer", "cure: cast the base first")
  }

  @Test func `a fraction beside integers stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1, 2]) * 2.5
      },
      "Tensor: 2.5 cannot be an element of type int32", "cure: write an integer, or cast")
  }

  @Test func `Booleans are not added`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([true]) + Tensor([false])
      },
      "+: not defined for bool", "cure: cast first")
  }
}
