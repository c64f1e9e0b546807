import TestSupport
import Testing

@testable import Tapestry

// Expected values are TensorFlow's (cumsum, math.cumprod).

private let matrix = Tensor([[1, 2, 3], [4, 5, 6]])

private struct Case: Sendable, CustomTestStringConvertible {
  let axis: Int
  let exclusive, reverse: Bool
  let sums, products: [Double]

  var testDescription: String {
    "axis \(axis)\(exclusive ? ", exclusive" : "")\(reverse ? ", reverse" : "")"
  }
}

@Test(arguments: [
  Case(
    axis: 0, exclusive: false, reverse: false, sums: [1, 2, 3, 5, 7, 9],
    products: [1, 2, 3, 4, 10, 18]),
  Case(
    axis: 0, exclusive: false, reverse: true, sums: [5, 7, 9, 4, 5, 6],
    products: [4, 10, 18, 4, 5, 6]),
  Case(
    axis: 0, exclusive: true, reverse: false, sums: [0, 0, 0, 1, 2, 3],
    products: [1, 1, 1, 1, 2, 3]),
  Case(
    axis: 0, exclusive: true, reverse: true, sums: [4, 5, 6, 0, 0, 0],
    products: [4, 5, 6, 1, 1, 1]),
  Case(
    axis: 1, exclusive: false, reverse: false, sums: [1, 3, 6, 4, 9, 15],
    products: [1, 2, 6, 4, 20, 120]),
  Case(
    axis: 1, exclusive: false, reverse: true, sums: [6, 5, 3, 15, 11, 6],
    products: [6, 6, 3, 120, 30, 6]),
  Case(
    axis: 1, exclusive: true, reverse: false, sums: [0, 1, 3, 0, 4, 9],
    products: [1, 1, 2, 1, 4, 20]),
  Case(
    axis: -1, exclusive: true, reverse: true, sums: [5, 3, 0, 11, 6, 0],
    products: [6, 3, 1, 30, 6, 1]),
])
private func `running sums and products in both directions, with and without the element`(
  expected: Case
) {
  for dtype in DType.allCases where dtype != .bool {
    let x = cast(matrix, to: dtype)
    let turned = transpose(strided(transpose(x)))
    for view in [x, strided(x), turned] {
      let sums = cumsum(
        view, axis: expected.axis, exclusive: expected.exclusive, reverse: expected.reverse)
      expectTensor(sums, [2, 3], expected.sums, dtype)
      let products = cumprod(
        view, axis: expected.axis, exclusive: expected.exclusive, reverse: expected.reverse)
      expectTensor(products, [2, 3], expected.products, dtype)
    }
  }
}

@Test func `running folds of empty tensors are empty`() {
  expectTensor(cumsum(Tensor.zeros([0, 2])), [0, 2], [])
  expectTensor(cumprod(Tensor.zeros([2, 0]), exclusive: true), [2, 0], [])
}

@Test func `a long running sum ends with the sum`() {
  let x = Tensor.ones([100_000, 3], dtype: .int32)
  expectTensor(cumsum(x)[-1], [3], [100_000, 100_000, 100_000])
  expectTensor(cumsum(transpose(x), axis: 1)[.all, 99_998], [3], [99_999, 99_999, 99_999])
}

@Test(arguments: [0, 1], [false, true])
func `running folds have gradients`(axis: Int, exclusive: Bool) throws {
  let x = Tensor([[0.5, -1.5, 2.0], [1.25, 0.75, -0.5]])
  for reverse in [false, true] {
    func sums(_ inputs: [Tensor]) -> Tensor {
      cumsum(inputs[0], axis: axis, exclusive: exclusive, reverse: reverse)
    }
    func products(_ inputs: [Tensor]) -> Tensor {
      cumprod(inputs[0], axis: axis, exclusive: exclusive, reverse: reverse)
    }
    try checkBothPrecisions("cumsum", at: [x], sums)
    try checkBothPrecisions("cumprod", at: [x], products)
    try checkSecondDerivative("cumsum", at: [x]) { square(sums($0)) }
    try checkSecondDerivative("cumprod", at: [x], products)
  }
}

@Test func `the gradient of a running product works with zeros`() throws {
  let x = Tensor([[2, 0, 3, 0, 4], [0, 5, 6, 7, 0], [1, 2, 3, 4, 0]], dtype: .float64)
  for reverse in [false, true] {
    for exclusive in [false, true] {
      try checkGradients("cumprod", at: [x]) {
        cumprod($0[0], axis: 1, exclusive: exclusive, reverse: reverse)
      }
    }
  }
}

@Test func `running folds say what does not fit`() async {
  let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = cumsum(Tensor([true]))
  }
  #expect(message(type).contains("cumsum: not defined for bool"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = cumprod(Tensor.zeros([2]), axis: 1)
  }
  #expect(message(axis).contains("cumprod: axis 1 is out of range for shape (2,)"))
}

// MARK: - Against the plain definition

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
