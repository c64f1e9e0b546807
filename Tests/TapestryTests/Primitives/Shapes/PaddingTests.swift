import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's and TensorFlow's (pad).

private let matrix = Tensor([[1, 2], [3, 4]])

@Test func `pad surrounds a tensor with a value`() {
  expectTensor(
    pad(matrix, [(1, 0), (0, 2)], value: 7), [3, 4], [7, 7, 7, 7, 1, 2, 7, 7, 3, 4, 7, 7], .int32)
  expectTensor(pad(Tensor([1.5]), [(1, 1)]), [3], [0, 1.5, 0], .float32)
  expectTensor(pad(Tensor.zeros([0, 1]), [(1, 1), (0, 0)], value: 2), [2, 1], [2, 2])
  expectTensor(pad(Tensor(4), []), [], [4])
  expectTensor(pad(matrix, [(0, 0), (0, 0)]), [2, 2], [1, 2, 3, 4])
  expectTensor(pad(matrix, [(1, 0), (0, 0)], value: Tensor(9)), [3, 2], [9, 9, 1, 2, 3, 4])
}

@Test func `pad continues a tensor as in a mirror`() {
  let x = Tensor([[0, 1, 2], [3, 4, 5]])
  expectTensor(
    pad(x, [(1, 0), (2, 1)], mode: .reflect), [3, 6],
    [5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4])
  expectTensor(
    pad(x, [(2, 1), (1, 3)], mode: .symmetric), [5, 7],
    [
      3, 3, 4, 5, 5, 4, 3, 0, 0, 1, 2, 2, 1, 0, 0, 0, 1, 2, 2, 1, 0, 3, 3, 4, 5, 5, 4, 3, 3, 3, 4,
      5, 5, 4, 3,
    ])
}

@Test(arguments: DType.allCases)
func `tensors of any type and view are padded`(dtype: DType) {
  let x = cast(Tensor([[0, 1], [1, 1]]), to: dtype)
  for view in [x, strided(x), transpose(strided(x))] {
    expectTensor(pad(view, [(1, 0), (0, 1)]), [3, 3], [0, 0, 0, 0, 1, 0, 1, 1, 0], dtype)
    expectTensor(
      pad(view, [(1, 0), (0, 1)], mode: .symmetric), [3, 3], [0, 1, 1, 0, 1, 1, 1, 1, 1], dtype)
  }
}

@Test func `padding has gradients of the tensor and the value`() throws {
  let x = sin(counting([2, 3]))
  try checkBothPrecisions("pad", at: [x, Tensor(0.5)]) {
    pad($0[0], [(1, 0), (0, 2)], value: $0[1])
  }
  try checkBothPrecisions("reflect", at: [x]) { pad($0[0], [(1, 1), (2, 1)], mode: .reflect) }
  try checkBothPrecisions("symmetric", at: [x]) { pad($0[0], [(2, 1), (0, 3)], mode: .symmetric) }
  try checkSecondDerivative("pad", at: [x, Tensor(0.5)]) {
    square(pad($0[0], [(1, 0), (0, 2)], value: $0[1]))
  }
}

@Test func `padding says what does not fit`() async {
  let widths = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = pad(Tensor.zeros([2, 3]), [(1, -1)])
  }
  #expect(message(widths).contains("pad: widths [(1, -1)] for shape (2, 3)"))
  #expect(message(widths).contains("cure: give 2 pairs"))
  let mirror = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = pad(Tensor.zeros([3]), [(3, 0)], mode: .reflect)
  }
  #expect(message(mirror).contains("pad: (3, 0) elements along axis 0 of shape (3,)"))
  #expect(message(mirror).contains("cure: add at most 2 on each side"))
  let value = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = pad(Tensor([1]), [(1, 0)], value: Tensor([1, 2]))
  }
  #expect(message(value).contains("pad: the value has shape (2,)"))
}
