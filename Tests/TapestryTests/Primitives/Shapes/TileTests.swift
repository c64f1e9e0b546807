import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (tile).

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

@Test(arguments: DType.allCases)
func `tile takes elements of any type and view`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [1, 0, 0]]), to: dtype)
  for view in [x, strided(x), transpose(strided(transpose(x)))] {
    expectTensor(tile(view, [1, 2]), [2, 6], [0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0], dtype)
  }
}

@Test func `tile has gradients`() throws {
  let x = sin(counting([2, 3]))
  try checkBothPrecisions("tile", at: [x]) { tile($0[0], [2, 1, 3]) }
  try checkSecondDerivative("tile", at: [x]) { square(tile($0[0], [2, 2])) }
}

@Test func `tile says what does not fit`() async {
  let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = tile(Tensor([1]), [-2])
  }
  #expect(message(negative).contains("tile: [-2] repeats a dimension -2 times"))
}
