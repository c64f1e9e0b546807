import TestSupport
import Testing

@testable import Tapestry

struct DivisionTests {
  @Test func `integers are divided as floating-point numbers`() {
    expectEqual(Tensor([7, -7]) / 2, Tensor([3.5, -3.5], dtype: .float64))
    expectEqual(Tensor([7, -7], dtype: .int8) / 2, Tensor([3.5, -3.5], dtype: .float32))
    expectEqual(Tensor([1, -1]) / 0, Tensor([Double.infinity, -Double.infinity]))
  }

  @Test(arguments: [DType.int8, .int16, .int32, .int64, .uint8])
  func `the quotient of integers is that of the same numbers as floating-point ones`(
    dtype: DType
  ) throws {
    let wide: DType = dtype.size < 4 ? .float32 : .float64
    let numbers = cast(Tensor.range(-50, 50), to: dtype)
    let rows = reshape(numbers, [100, 1])
    for (a, b) in [(numbers, numbers), (rows, numbers[3..<10]), (transpose(rows), rows)] {
      let expected = cast(a, to: wide) / cast(b, to: wide)
      expectEqual(a / b, expected)
      let quotient = Function("quotient") { (a: Tensor, b: Tensor) in a / b }
      expectEqual(try quotient(a, b), expected)
    }
  }

  @Test func `an integer divisor of zero stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([7, 8]) % Tensor([2, 0])
      },
      "%: integer division by zero", "cure: make each divisor other than 0")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = floorDivide(Tensor([7, 8]), 0)
      },
      "floorDivide: integer division by zero", "cure: make each divisor")
    expectEqual(Tensor.zeros([0], dtype: .int32) % 0, Tensor.zeros([0], dtype: .int32))
  }
}
