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
