import TestSupport
import Testing

@testable import Tapestry

// Expected values are TensorFlow's (one_hot).

private let indices = Tensor([[2, 0], [-1, 3]])

@Test func `oneHot marks each index along a new dimension`() {
  expectTensor(
    oneHot(indices, depth: 3), [2, 2, 3], [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], .float32)
  expectTensor(
    oneHot(indices, depth: 3, axis: 0), [3, 2, 2], [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
  expectTensor(
    oneHot(indices, depth: 3, axis: 1), [2, 3, 2], [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  expectTensor(oneHot(transpose(indices), depth: 3)[0], [2, 3], [0, 0, 1, 0, 0, 0])
  expectTensor(oneHot(Tensor(1), depth: 2), [2], [0, 1])
}

@Test(arguments: DType.allCases)
func `oneHot gives any type from indices of any type`(dtype: DType) {
  expectTensor(oneHot(Tensor([1, 0]), depth: 2, dtype: dtype), [2, 2], [0, 1, 1, 0], dtype)
  if dtype.isInteger {
    expectTensor(oneHot(cast(Tensor([1, 0]), to: dtype), depth: 2), [2, 2], [0, 1, 1, 0])
  }
}

@Test func `oneHot of nothing or of no classes is empty`() {
  expectTensor(oneHot(Tensor.zeros([0], dtype: .int32), depth: 3), [0, 3], [])
  expectTensor(oneHot(Tensor.zeros([2, 0], dtype: .int64), depth: 3, axis: 0), [3, 2, 0], [])
  expectTensor(oneHot(Tensor([1, 0]), depth: 0), [2, 0], [])
}

@Test func `oneHot says what does not fit`() async {
  let depth = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = oneHot(Tensor([1]), depth: -1)
  }
  #expect(message(depth).contains("oneHot: a depth of -1"))
  let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = oneHot(Tensor([1.0]), depth: 2)
  }
  #expect(message(type).contains("oneHot: the indices are a float32 tensor"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = oneHot(Tensor([1]), depth: 2, axis: 2)
  }
  #expect(message(axis).contains("oneHot: axis 2 is out of range for indices of shape (1,)"))
  #expect(message(axis).contains("cure: use an axis from -2 to 1"))
}
