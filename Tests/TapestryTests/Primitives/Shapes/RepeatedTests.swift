import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (repeat).

private let matrix = Tensor([[1, 2], [3, 4]])

@Test func `repeated repeats each element`() {
  expectTensor(repeated(matrix, 2), [4, 2], [1, 2, 1, 2, 3, 4, 3, 4])
  expectTensor(repeated(matrix, 3, axis: 1), [2, 6], [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  expectTensor(repeated(matrix, [2, 1], axis: 1), [2, 3], [1, 1, 2, 3, 3, 4])
  expectTensor(repeated(matrix, [0, 2], axis: -2), [2, 2], [3, 4, 3, 4])
  expectTensor(repeated(matrix, 0), [0, 2], [])
}

@Test(arguments: DType.allCases)
func `repeated takes elements of any type and view`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [1, 0, 0]]), to: dtype)
  for view in [x, strided(x), transpose(strided(transpose(x)))] {
    expectTensor(repeated(view, 2, axis: 1), [2, 6], [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], dtype)
  }
}

@Test func `repeated has gradients`() throws {
  let x = sin(counting([2, 3]))
  try checkBothPrecisions("repeated", at: [x]) { repeated($0[0], 2, axis: 1) }
  try checkBothPrecisions("repeated", at: [x]) { repeated($0[0], [2, 0, 1], axis: 1) }
}

@Test func `repeated says what does not fit`() async {
  let times = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = repeated(Tensor([1]), -1)
  }
  #expect(message(times).contains("repeated: -1 times"))
  let list = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = repeated(Tensor([1, 2]), [1])
  }
  #expect(message(list).contains("repeated: numbers [1] for axis 0 of shape (2,)"))
  #expect(message(list).contains("cure: give 2 numbers"))
}
