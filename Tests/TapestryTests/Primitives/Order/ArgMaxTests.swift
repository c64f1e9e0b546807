import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (argmax, argmin).

private let matrix = Tensor([[3, 7, 7, 1], [9, 2, 9, 9], [0, -4, 5, -4]])

@Test func `argmax and argmin name the first of equals`() {
  expectTensor(matrix.argmax(), [4], [1, 0, 1, 1], .int64)
  expectTensor(matrix.argmax(axis: 1), [3], [1, 0, 2])
  expectTensor(matrix.argmin(axis: -2), [4], [2, 2, 2, 2])
  expectTensor(matrix.argmin(axis: 1, keepDims: true), [3, 1], [3, 1, 1], .int64)
  expectTensor(Tensor(5).argmax(), [], [0], .int64)
}

@Test func `NaN is the largest and the smallest`() {
  let x = Tensor([1, Double.nan, 5, .nan, -2])
  expectTensor(x.argmax(), [], [1])
  expectTensor(x.argmin(), [], [1])
  expectTensor(Tensor([Float.nan, 1]).argmax(), [], [0])
  expectTensor(Tensor([-Double.infinity, -.infinity]).argmax(), [], [0])
  expectTensor(Tensor([Double.infinity, -.infinity]).argmin(), [], [1])
}

@Test(arguments: DType.allCases)
func `argmax and argmin work for all types and views`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [1, 0, 1]]), to: dtype)
  for view in [x, strided(x)] {
    expectTensor(view.argmax(axis: 1), [2], [1, 0])
    expectTensor(view.argmin(axis: 1), [2], [0, 1])
    expectTensor(transpose(view).argmax(), [2], [1, 0])
    expectTensor(view.argmin(axis: 0), [3], [0, 1, 0])
  }
}

@Test func `argmax of many rows finds the largest of each`() {
  let x = Tensor.range(300_000) * 7919 % 300_007
  let rows = reshape(x, [3000, 100])
  let found = gather(rows, expandDims(rows.argmax(axis: 1), axis: 1), axis: 1, batchDimensions: 1)
  #expect((found == rows.max(axis: 1, keepDims: true)).all().scalar(as: Bool.self))
}

@Test func `argmax without rows is empty, without elements a mistake`() async {
  expectTensor(Tensor.zeros([3, 0]).argmax(), [0], [])
  let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros([0, 3]).argmin()
  }
  #expect(message(result).contains("argmin: axis 0 of shape (0, 3) has no elements"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = Tensor.zeros([3]).argmax(axis: 1)
  }
  #expect(message(axis).contains("argmax: axis 1 is out of range for shape (3,)"))
}

/// The index of the first element with no better one; the first NaN before all.
private func plainIndex(_ row: [Double], largest: Bool) -> Int64 {
  if let nan = row.firstIndex(where: \.isNaN) { return Int64(nan) }
  return Int64(row.firstIndex(of: largest ? row.max()! : row.min()!)!)
}

@Test(arguments: DType.allCases, [1, 63, 1025, 200_000])
func `the extreme's index is that of the definition, along any axis`(dtype: DType, length: Int) {
  let numbers = (0..<length).map { Double(($0 &* 7919 + 11) % 250 - 125) }
  let isSigned = dtype != .bool && dtype != .uint8
  let row = cast(Tensor(isSigned ? numbers : numbers.map(abs)), to: dtype)
  let rows = stack([row, zeros(like: row), row[.by(-1)]])
  for largest in [true, false] {
    let expected = (0..<3).map {
      plainIndex(cast(rows[$0], to: .float64).scalars(as: Double.self), largest: largest)
    }
    let along = largest ? rows.argmax(axis: 1) : rows.argmin(axis: 1)
    let across = transpose(rows)
    let columns = largest ? across.argmax() : across.argmin()
    #expect(along.scalars(as: Int64.self) == expected)
    #expect(columns.scalars(as: Int64.self) == expected)
    #expect((largest ? row.argmax() : row.argmin()).scalar(as: Int64.self) == expected[0])
  }
}

@Test func `the first NaN of a long row is its extreme`() {
  var numbers = [Float](repeating: 1, count: 200_000)
  numbers[3] = .infinity
  numbers[150_001] = .nan
  numbers[150_900] = .nan
  #expect(Tensor(numbers).argmax().scalar(as: Int64.self) == 150_001)
  #expect(Tensor(numbers).argmin().scalar(as: Int64.self) == 150_001)
}
