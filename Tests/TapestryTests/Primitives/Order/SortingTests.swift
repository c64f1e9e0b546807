import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (sort, argsort with kind="stable") and TensorFlow's (math.top_k).

private let matrix = Tensor([[3, 7, 7, 1], [9, 2, 9, 9], [0, -4, 5, -4]])

@Test func `sort orders the last dimension, or any other`() {
  expectTensor(sort(matrix), [3, 4], [1, 3, 7, 7, 2, 9, 9, 9, -4, -4, 0, 5], .int32)
  expectTensor(sort(matrix, axis: 0), [3, 4], [0, -4, 5, -4, 3, 2, 7, 1, 9, 7, 9, 9])
  expectTensor(
    sort(matrix, descending: true), [3, 4], [7, 7, 3, 1, 9, 9, 9, 2, 5, 0, -4, -4])
}

@Test func `argsort keeps equals in order in both directions`() {
  expectTensor(argsort(matrix, axis: 0), [3, 4], [2, 2, 2, 2, 0, 1, 0, 0, 1, 0, 1, 1], .int32)
  expectTensor(
    argsort(matrix, descending: true), [3, 4], [1, 2, 0, 3, 0, 2, 3, 1, 2, 0, 1, 3], .int32)
}

@Test func `infinities come at the ends, NaN last, and zeros of both signs are equal`() {
  let x = Tensor([[3.0, -1, .nan, 0], [.infinity, 2, 2, -.infinity]] as [[Double]])
  let inf = Double.infinity
  expectTensor(sort(x), [2, 4], [-1, 0, 3, .nan, -inf, 2, 2, inf])
  expectTensor(argsort(x), [2, 4], [1, 3, 0, 2, 3, 1, 2, 0])
  expectTensor(sort(x, descending: true), [2, 4], [3, 0, -1, .nan, inf, 2, 2, -inf])
  expectTensor(argsort(Tensor([0.0, -0.0, -1e-300, 0.0] as [Double])), [4], [2, 0, 1, 3])
}

@Test(arguments: DType.allCases)
func `sort works for all types and views`(dtype: DType) {
  let x = cast(Tensor([[1, 0, 1], [0, 1, 0]]), to: dtype)
  for view in [x, strided(x)] {
    expectTensor(sort(view), [2, 3], [0, 1, 1, 0, 0, 1], dtype)
    expectTensor(sort(transpose(view), axis: 0), [3, 2], [0, 0, 1, 0, 1, 1], dtype)
    expectTensor(argsort(view, descending: true), [2, 3], [0, 2, 1, 1, 0, 2], .int32)
  }
}

@Test func `the extremes of int64 are sorted`() {
  let x = Tensor([0, Int64.max, .min, -1], shape: [4])
  #expect(sort(x).scalars(as: Int64.self) == [.min, -1, 0, .max])
  #expect(sort(x, descending: true).scalars(as: Int64.self) == [.max, 0, -1, .min])
}

@Test func `a large sort is in order and has the same elements`() {
  let x = Tensor.range(200_003) * 7919 % 200_003
  #expect((sort(x) == Tensor.range(200_003)).all().scalar(as: Bool.self))
}

@Test func `empty and single elements are sorted`() {
  expectTensor(sort(Tensor.zeros([0])), [0], [])
  expectTensor(sort(Tensor.zeros([2, 0])), [2, 0], [])
  expectTensor(sort(Tensor.zeros([0, 2])), [0, 2], [])
  expectTensor(sort(Tensor([[4], [2]])), [2, 1], [4, 2])
}

@Test func `topK gives the largest and their positions`() {
  let (values, indices) = topK(matrix, 2)
  expectTensor(values, [3, 2], [7, 7, 9, 9, 5, 0], .int32)
  expectTensor(indices, [3, 2], [1, 2, 0, 2, 2, 0], .int32)
  expectTensor(topK(matrix, 0).values, [3, 0], [])
  expectTensor(topK(transpose(matrix), 1).values, [4, 1], [9, 7, 9, 9])
}

@Test func `sorted elements bring their gradients back to their positions`() throws {
  let x = Tensor([[0.3, -0.5, 0.9], [0.1, 0.7, -0.2]])
  try checkBothPrecisions("sort", at: [x]) { sort($0[0]) }
  try checkBothPrecisions("sort", at: [x]) { sort($0[0], axis: 0, descending: true) }
  try checkBothPrecisions("topK", at: [x]) { topK($0[0], 2).values }
  try checkSecondDerivative("sort", at: [x]) { square(sort($0[0])) }
  try checkSecondDerivative("topK", at: [x]) { square(topK($0[0], 2).values) }
}

@Test func `sort and topK say what does not fit`() async {
  let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = sort(Tensor(1.0))
  }
  #expect(message(scalar).contains("sort: axis -1 of a scalar"))
  #expect(message(scalar).contains("reshape(x, [1])"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = argsort(Tensor.zeros([2, 3]), axis: 2)
  }
  #expect(message(axis).contains("argsort: axis 2 is out of range for shape (2, 3)"))
  let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = topK(Tensor.zeros([2, 3]), 4)
  }
  #expect(message(many).contains("topK: 4 elements of the last dimension of shape (2, 3)"))
  #expect(message(many).contains("cure: ask for a number from 0 to 3"))
}

// MARK: - Against the plain definition

/// Positions in order by comparison: NaN last, equals in order.
private func plainOrder(_ row: [Double], descending: Bool) -> [Int32] {
  row.indices.sorted { a, b in
    let (x, y) = (row[a], row[b])
    if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? a < b : y.isNaN }
    return x == y ? a < b : descending ? x > y : x < y
  }.map(Int32.init)
}

/// Numbers with repetitions, zeros of both signs, infinities and NaN where the type has them.
private func mixed(_ count: Int, _ dtype: DType) -> Tensor {
  let special: [Double] = [.nan, .infinity, -.infinity, 0, -0.0]
  var numbers: [Double] = []
  for index in 0..<count {
    let mixed: Int = (index &* 7919 &+ index / 5) % 251 - 125
    var number = Double(mixed)
    if dtype.isFloating { number = index % 17 == 3 ? special[index % 5] : number / 8 }
    if dtype == .bool || dtype == .uint8 { number = abs(number) }
    numbers.append(number)
  }
  return cast(Tensor(numbers), to: dtype)
}

@Test(arguments: DType.allCases, [1, 7, 40, 41, 5000])
func `the order is that of a comparison sort`(dtype: DType, count: Int) {
  let x = mixed(count, dtype)
  let row = cast(x, to: .float64).scalars(as: Double.self)
  for descending in [false, true] {
    let order = argsort(x, descending: descending).scalars(as: Int32.self)
    let isPlain = order == plainOrder(row, descending: descending)
    #expect(isPlain)
  }
}

@Test(arguments: [DType.float32, .int64])
func `a long row is sorted on all cores`(dtype: DType) {
  let x = mixed(40_001, dtype)
  let row = cast(x, to: .float64).scalars(as: Double.self)
  let isPlain = argsort(x).scalars(as: Int32.self) == plainOrder(row, descending: false)
  #expect(isPlain)
}

@Test(arguments: [DType.float16, .float32, .float64], [9, 300, 3001, 70_001])
func `sorted numbers keep their bits, and zeros and NaN their order`(dtype: DType, count: Int) {
  let x = mixed(count, dtype)
  for descending in [false, true] {
    let sorted = sort(x, descending: descending)
    let order = argsort(x, descending: descending)
    #expect(bits(cast(sorted, to: .float64)) == bits(cast(gather(x, order, axis: 0), to: .float64)))
  }
}

@Test(arguments: [DType.float64, .int64])
func `elements of 64 bits that differ only in their lower halves are in order`(dtype: DType) {
  // Many runs of a few, one long run, and equal elements.
  let count = 50_000
  let numbers = (0..<count).map { index in
    let near = index &* 7919 % 1009
    return index % 3 == 0 ? 3e18 + Double(near) * 512 : Double(near) * 1e15 + Double(index % 7)
  }
  let x = cast(Tensor(numbers), to: dtype)
  let row = cast(x, to: .float64).scalars(as: Double.self)
  for descending in [false, true] {
    let order = argsort(x, descending: descending).scalars(as: Int32.self)
    let isPlain = order == plainOrder(row, descending: descending)
    #expect(isPlain)
  }
  let rows = reshape(x, [50, 1000])
  expectEqual(argsort(rows), stack((0..<50).map { argsort(rows[$0]) }))
}

@Test(arguments: DType.allCases, [1, 2, 64, 700, 9000, 70_000])
func `topK gives the first of the descending order, for any k`(dtype: DType, k: Int) {
  let x = mixed(70_000, dtype)
  let (values, indices) = topK(x, k)
  let order = argsort(x, descending: true).slice(axis: 0, 0, k)
  #expect((indices == order).all().scalar(as: Bool.self))
  #expect(
    (argsort(values, descending: true) == Tensor.range(k, dtype: .int32)).all().scalar(
      as: Bool.self))
}

@Test func `topK takes many rows, ordered input and any axis`() {
  let rising = Tensor.range(3000)
  #expect(topK(rising, 3).indices.scalars(as: Int32.self) == [2999, 2998, 2997])
  #expect(topK(-rising, 3).indices.scalars(as: Int32.self) == [0, 1, 2])
  let x = reshape(mixed(6 * 500, .float32), [6, 500])
  let order = argsort(x, descending: true)
  let last = topK(x, 20).indices
  let first = topK(transpose(x), 20, axis: 0).indices
  #expect((last == order[.all, ..<20]).all().scalar(as: Bool.self))
  #expect((transpose(first) == last).all().scalar(as: Bool.self))
}

@Test(
  arguments: [DType.bool, .int8, .int16, .int32, .int64, .uint8], [0, 1, 50, 1500, 5000, 70_000])
func `integers are sorted as a comparison sort does it, near or far from each other`(
  dtype: DType, count: Int
) {
  for factor in [1, 1_000_003] {
    let x = cast(cast(mixed(count, .int64), to: .int64) * factor, to: dtype)
    let row = cast(x, to: .int64).scalars(as: Int.self)
    for descending in [false, true] {
      let sorted = cast(sort(x, descending: descending), to: .int64).scalars(as: Int.self)
      let isSame = sorted == row.sorted(by: descending ? { $0 > $1 } : { $0 < $1 })
      #expect(isSame, "\(factor)")
      let order = argsort(x, descending: descending).scalars(as: Int32.self)
      let isPlain = order == plainOrder(row.map(Double.init), descending: descending)
      #expect(isPlain, "\(factor)")
    }
  }
  let rows = reshape(cast(mixed(6 * 900, .int64), to: dtype), [6, 900])
  expectEqual(sort(rows), stack((0..<6).map { sort(rows[$0]) }))
  expectEqual(sort(rows, axis: 0), transpose(sort(transpose(rows))))
}

@Test func `integers as far from each other as can be are sorted`() {
  let x = Tensor(
    [Int](repeating: 0, count: 5000).indices.map { $0 % 3 == 0 ? Int.max : $0 % 3 == 1 ? .min : $0 }
  )
  let isSame = sort(x).scalars(as: Int.self) == x.scalars(as: Int.self).sorted()
  #expect(isSame)
}
