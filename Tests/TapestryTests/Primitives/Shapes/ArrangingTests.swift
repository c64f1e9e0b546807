import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (tile, repeat, flip).

private let matrix = Tensor([[1, 2], [3, 4]])

@Test func `tile repeats the whole along each dimension`() {
  expectTensor(
    tile(matrix, [2, 3]), [4, 6],
    [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4], .int32)
  expectTensor(tile(matrix, [2]), [2, 4], [1, 2, 1, 2, 3, 4, 3, 4])
  expectTensor(
    tile(matrix, [2, 1, 2]), [2, 2, 4], [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4])
  expectTensor(tile(Tensor(7), [3]), [3], [7, 7, 7])
  expectTensor(tile(Tensor(7), []), [], [7])
  expectTensor(tile(matrix, [0, 2]), [0, 4], [])
  expectTensor(tile(Tensor.zeros([2, 0]), [2, 3]), [4, 0], [])
}

@Test func `repeated repeats each element`() {
  expectTensor(repeated(matrix, 2), [4, 2], [1, 2, 1, 2, 3, 4, 3, 4])
  expectTensor(repeated(matrix, 3, axis: 1), [2, 6], [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  expectTensor(repeated(matrix, [2, 1], axis: 1), [2, 3], [1, 1, 2, 3, 3, 4])
  expectTensor(repeated(matrix, [0, 2], axis: -2), [2, 2], [3, 4, 3, 4])
  expectTensor(repeated(matrix, 0), [0, 2], [])
}

@Test func `reverse turns dimensions around`() {
  let x = counting([2, 3, 4])
  expectTensor(reverse(x), [2, 3, 4], (0..<24).reversed().map(Double.init))
  expectTensor(
    reverse(x, axis: [0, 2]), [2, 3, 4],
    [
      15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8,
    ])
  expectTensor(reverse(matrix, axis: -1), [2, 2], [2, 1, 4, 3])
  expectTensor(reverse(Tensor(3)), [], [3])
  expectTensor(reverse(Tensor.zeros([0, 2]), axis: 0), [0, 2], [])
  expectTensor(reverse(reverse(matrix)), [2, 2], [1, 2, 3, 4])
}

@Test(arguments: DType.allCases)
func `elements of any type and view are arranged`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [1, 0, 0]]), to: dtype)
  for view in [x, strided(x), transpose(strided(transpose(x)))] {
    expectTensor(tile(view, [1, 2]), [2, 6], [0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0], dtype)
    expectTensor(repeated(view, 2, axis: 1), [2, 6], [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], dtype)
    expectTensor(reverse(view, axis: 1), [2, 3], [1, 1, 0, 0, 0, 1], dtype)
  }
}

@Test func `arrangements have gradients`() throws {
  let x = sin(counting([2, 3]))
  try checkBothPrecisions("tile", at: [x]) { tile($0[0], [2, 1, 3]) }
  try checkBothPrecisions("repeated", at: [x]) { repeated($0[0], 2, axis: 1) }
  try checkBothPrecisions("repeated", at: [x]) { repeated($0[0], [2, 0, 1], axis: 1) }
  try checkBothPrecisions("reverse", at: [x]) { reverse($0[0], axis: 1) }
  try checkSecondDerivative("tile", at: [x]) { square(tile($0[0], [2, 2])) }
  try checkSecondDerivative("reverse", at: [x]) { square(reverse($0[0])) }
}

@Test func `arrangements say what does not fit`() async {
  let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = tile(Tensor([1]), [-2])
  }
  #expect(message(negative).contains("tile: [-2] repeats a dimension -2 times"))
  let times = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = repeated(Tensor([1]), -1)
  }
  #expect(message(times).contains("repeated: -1 times"))
  let list = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = repeated(Tensor([1, 2]), [1])
  }
  #expect(message(list).contains("repeated: numbers [1] for axis 0 of shape (2,)"))
  #expect(message(list).contains("cure: give 2 numbers"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = reverse(Tensor([1, 2]), axis: 1)
  }
  #expect(message(axis).contains("reverse: axis 1 is out of range for shape (2,)"))
}
