import Testing

@testable import Tapestry

struct CountedIntegersTests {
  @Test(arguments: [DType.bool, .int8, .int16, .int32, .int64, .uint8], [0, 1, 5, 300, 300_000])
  func `counts are those of a dictionary, alone or in several tables`(dtype: DType, count: Int) {
    let list = (0..<count).map { index -> Int in (index &* 7919 &+ index / 5) % 50 }
    let x = cast(Tensor(list, shape: [count]), to: dtype)
    let numbers = cast(x, to: .int64).scalars(as: Int.self)
    let counted = CountedIntegers(x)
    #expect(
      counted.range?.lowerBound == numbers.min() && counted.range?.upperBound == numbers.max())
    var expected = [Int32](repeating: 0, count: 30)
    for number in numbers where 1..<31 ~= number { expected[number - 1] += 1 }
    let counts = counted.withCounts(from: 1, length: 30) { counts in (0..<30).map { counts[$0] } }
    #expect(counts == expected)
  }

  @Test func `the span of all integers is the largest Int`() {
    #expect(CountedIntegers(Tensor([Int.min, Int.max])).span == .max)
    #expect(CountedIntegers(Tensor([-3, 5])).span == 9)
    #expect(CountedIntegers(Tensor([] as [Int], shape: [0])).span == 0)
  }

  /// Both the table of one core and, from 70 000 elements on, one table for each core.
  @Test(
    arguments: [
      (DType.bool, 2), (.uint8, 256), (.int8, 256), (.int16, 1000), (.int16, 1 << 16), (.int32, 3),
      (.int64, 5000),
    ], [1 << 10, 70_001, 1 << 19])
  func `positions by counting are in the order of elements, and equal ones in their own`(
    kind: (dtype: DType, span: Int), count: Int
  ) {
    let low = kind.dtype == .bool || kind.dtype == .uint8 ? 0 : -kind.span / 2
    let numbers = (0..<count).map { low + ($0 &* 7919 &+ $0 / 5) % kind.span }
    let x = cast(Tensor(numbers), to: kind.dtype)
    for descending in [false, true] {
      let order = argsort(x, descending: descending).scalars(as: Int32.self).map(Int.init)
      // So many positions, each strictly behind the one before, can only be all of them.
      let isOrdered = zip(order, order.dropFirst()).allSatisfy {
        let (a, b) = (numbers[$0], numbers[$1])
        return a == b ? $0 < $1 : descending ? a > b : a < b
      }
      #expect(isOrdered && order.count == count)
    }
  }
}
