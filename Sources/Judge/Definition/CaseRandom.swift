import ExerciseKit
import Tapestry

/// Random numbers for cases: the same seed gives the same numbers on every machine.
///
/// ```swift
/// var random = CaseRandom(seed: 1)
/// let x = random.tensor([3, 4])
/// ```
public struct CaseRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The numbers of a seed.
  public init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678 }

  /// The next bits (SplitMix64).
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// An integer in a range.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &self)
  }
  /// A number in a range.
  public mutating func number(_ range: ClosedRange<Double> = -1...1) -> Double {
    let share = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + share * (range.upperBound - range.lowerBound)
  }
  /// Sizes of this many dimensions.
  public mutating func shape(rank: Int, sizes: ClosedRange<Int> = 1...5) -> [Int] {
    (0..<rank).map { _ in integer(sizes) }
  }
  /// One of several.
  public mutating func element<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }
  /// Numbers in a range.
  public mutating func numbers(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    (0..<count).map { _ in number(range) }
  }
  /// The same, as `Float`.
  public mutating func floats(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    numbers(count, in: range).map { Float($0) }
  }
  /// A tensor of numbers in a range, rounded down if the dtype is an integer one.
  public mutating func tensor(
    _ shape: [Int], in range: ClosedRange<Double> = -1...1, dtype: DType = .float32
  ) -> Tensor {
    let numbers = numbers(shape.reduce(1, *), in: range)
    return cast(Tensor(numbers, shape: Shape(shape)), to: dtype)
  }
}
