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
}
