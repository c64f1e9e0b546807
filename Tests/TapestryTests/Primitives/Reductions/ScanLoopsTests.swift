import TestSupport
import Testing

@testable import Tapestry

private func plainScan(
  _ row: [Double], exclusive: Bool, reverse: Bool, start: Double, _ fold: (Double, Double) -> Double
) -> [Double] {
  var (result, before) = (row, start)
  for index in reverse ? Array(row.indices.reversed()) : Array(row.indices) {
    let next = fold(before, row[index])
    result[index] = exclusive ? before : next
    before = next
  }
  return result
}

// Integers small enough, and products of ones and minus ones, so that nothing is rounded.
@Test(arguments: [DType.float32, .float64, .int32, .int64], [1, 15, 16, 17, 1000, 300_001])
func `long scans are the running folds, in all directions and along any axis`(
  dtype: DType, count: Int
) {
  let numbers = (0..<count).map { Double(($0 &* 7919 + 3) % 7 - 3) }
  let signs = (0..<count).map { ($0 &* 7919) % 5 < 2 ? -1.0 : 1 }
  let (x, s) = (cast(Tensor(numbers), to: dtype), cast(Tensor(signs), to: dtype))
  for (exclusive, reverse) in [(false, false), (true, false), (false, true), (true, true)] {
    let sums = plainScan(numbers, exclusive: exclusive, reverse: reverse, start: 0, +)
    let products = plainScan(signs, exclusive: exclusive, reverse: reverse, start: 1, *)
    func scalars(_ x: Tensor) -> [Double] { cast(x, to: .float64).scalars(as: Double.self) }
    // Compared first, since a million numbers do not make a message.
    let sumsAgree = scalars(cumsum(x, exclusive: exclusive, reverse: reverse)) == sums
    let productsAgree = scalars(cumprod(s, exclusive: exclusive, reverse: reverse)) == products
    #expect(sumsAgree && productsAgree)
    let columns = stack([x, x, x], axis: 1)
    let rows = cumsum(transpose(columns), axis: 1, exclusive: exclusive, reverse: reverse)
    let down = cumsum(columns, exclusive: exclusive, reverse: reverse)
    let othersAgree = scalars(rows[2]) == sums && scalars(down[.all, 1]) == sums
    #expect(othersAgree)
  }
}

// Blocks narrower and wider than a vector, and wider than the running folds that are kept together.
@Test(arguments: [
  [5, 1], [3, 4, 2], [2, 7, 3], [9, 15], [2, 3, 17], [3, 1030], [70, 300, 1],
])
func `columns are folded as rows are`(dimensions: [Int]) {
  for dtype in [DType.float32, .float64, .int8, .int16, .int32, .int64] {
    let x = cast(reshape(counting([dimensions.reduce(1, *)]) % 5 - 2, dimensions), to: dtype)
    let axis = dimensions.count - 2
    var order = Array(dimensions.indices)
    order.swapAt(axis, axis + 1)
    for (exclusive, reverse) in [(false, false), (true, false), (false, true), (true, true)] {
      func both(_ fold: (Tensor, Int) -> Tensor) {
        expectEqual(fold(x, axis), transpose(fold(transpose(x, order), axis + 1), order))
      }
      both { cumsum($0, axis: $1, exclusive: exclusive, reverse: reverse) }
      both { cumprod($0, axis: $1, exclusive: exclusive, reverse: reverse) }
    }
  }
}

@Test(arguments: [DType.int8, .uint8, .int16])
func `scans of small integers wrap around`(dtype: DType) {
  let x = cast(Tensor((0..<100).map { $0 % 50 + 1 }), to: dtype)
  var (sum, sums) = (0, [Int]())
  for number in (0..<100).map({ $0 % 50 + 1 }) {
    sum += number
    sums.append(sum)
  }
  let expected = cast(Tensor(sums), to: dtype)
  #expect((cumsum(x) == expected).all().scalar(as: Bool.self))
}
