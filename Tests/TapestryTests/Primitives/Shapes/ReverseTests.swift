import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (flip).

private let matrix = Tensor([[1, 2], [3, 4]])

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
func `reverse takes elements of any type and view`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [1, 0, 0]]), to: dtype)
  for view in [x, strided(x), transpose(strided(transpose(x)))] {
    expectTensor(reverse(view, axis: 1), [2, 3], [1, 1, 0, 0, 0, 1], dtype)
  }
}

@Test func `reverse has gradients`() throws {
  let x = sin(counting([2, 3]))
  try checkBothPrecisions("reverse", at: [x]) { reverse($0[0], axis: 1) }
  try checkSecondDerivative("reverse", at: [x]) { square(reverse($0[0])) }
}

@Test func `reverse says what does not fit`() async {
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = reverse(Tensor([1, 2]), axis: 1)
  }
  #expect(message(axis).contains("reverse: axis 1 is out of range for shape (2,)"))
}
