import TestSupport
import Testing

@testable import Tapestry

struct SliceFoldTests {
  /// Sizes around the pieces of 16 and 4 elements, and sizes that cores share: narrow slices by
  /// their number, wide ones by their columns.
  private static let sizes: [(count: Int, inner: Int, size: Int)] = [
    (0, 3, 2), (5, 0, 2), (50, 1, 7), (50, 3, 7), (50, 4, 7), (50, 21, 7), (50, 67, 7),
    (140_000, 1, 50), (140_000, 3, 9), (3000, 130, 11),
  ]

  /// Numbers below `limit`, the same each time.
  private static func mixed(_ count: Int, _ factor: Int, below limit: Int) -> [Int] {
    var numbers: [Int] = []
    for index in 0..<count {
      let number: Int = index &* factor &+ index / 3
      numbers.append(number % limit)
    }
    return numbers
  }

  private static func indices(_ count: Int, _ size: Int, _ dtype: DType) -> Tensor {
    cast(Tensor(mixed(count, 7919, below: size + 1), shape: [count]) - 1, to: dtype)
  }

  /// Small integers, whose sums are exact in every type of 32 bits, so that the order of additions
  /// does not matter.
  private static func slices(_ count: Int, _ inner: Int, _ dtype: DType) -> Tensor {
    let x = Tensor(mixed(count * inner, 31, below: 13), shape: [count, inner]) - 6
    return cast(dtype == .uint8 ? abs(x) : x, to: dtype)
  }

  @Test(arguments: [DType.float32, .float64, .int8, .int16, .int32, .int64, .uint8], sizes.indices)
  func `segments are folded as a loop folds them`(dtype: DType, index: Int) {
    let (count, inner, size) = Self.sizes[index]
    let x = Self.slices(count, inner, dtype)
    let elements = cast(x, to: .int64).scalars(as: Int.self)
    for indexType in [DType.int32, .int64, .int16] {
      let numbers = Self.indices(count, size, indexType)
      let list = cast(numbers, to: .int64).scalars(as: Int.self)
      func plain(_ start: Int, _ combine: (Int, Int) -> Int) -> Tensor {
        var y = [Int](repeating: start, count: size * inner)
        for (slice, segment) in list.enumerated() where segment >= 0 {
          for column in 0..<inner {
            y[segment * inner + column] = combine(
              y[segment * inner + column], elements[slice * inner + column])
          }
        }
        return cast(Tensor(y, shape: [size, inner]), to: dtype)
      }
      expectEqual(unsortedSegmentSum(x, numbers, count: size), plain(0, &+))
      if count > 0 && inner > 0 && count > 10 * size {
        expectEqual(unsortedSegmentMax(x, numbers, count: size), plain(-1000, max))
        expectEqual(unsortedSegmentMin(x, numbers, count: size), plain(1000, min))
      }
      let isKept = numbers >= 0
      let kept = booleanMask(x, isKept)
      expectEqual(
        scatterAdd(Tensor.ones([size, inner], dtype: dtype), booleanMask(numbers, isKept), kept),
        plain(1, &+))
    }
  }

  @Test func `NaN and infinite elements win, and no element changes a zero's sign`() {
    let x = Tensor([1, .nan, -.infinity, 2, -.infinity, 3] as [Float])
    let numbers = Tensor([0, 0, 1, 2, 2, 4] as [Int32])
    let least = Float.greatestFiniteMagnitude
    let largest = unsortedSegmentMax(x, numbers, count: 5).scalars(as: Float.self)
    #expect(largest[0].isNaN && largest[1...].elementsEqual([-.infinity, 2, -least, 3]))
    let zeros = Tensor([Float](repeating: -0.0, count: 200_000), shape: [200_000])
    let sums = scatterAdd(
      Tensor([-0.0, -0.0] as [Float]), Tensor.zeros([200_000], dtype: .int32), zeros)
    #expect(sums.scalars(as: Float.self).allSatisfy { $0 == 0 && $0.sign == .minus })
  }

  @Test func `half-precision sums are rounded one by one`() {
    let x = Tensor([Float16](repeating: 1, count: 3000), shape: [3000])
    let sum = scatterAdd(Tensor([0] as [Float16]), Tensor.zeros([3000], dtype: .int32), x)
    #expect(sum.scalars(as: Float16.self) == [2048])
  }
}
