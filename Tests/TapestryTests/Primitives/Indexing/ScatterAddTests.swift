import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (take, add.at) and TensorFlow's (gather, gather_nd,
// tensor_scatter_nd_add).

@Test func `scatterAdd adds updates of repeated positions up`() {
  let rows = Tensor([[1, 2], [3, 4], [5, 6]], dtype: .float32)
  expectTensor(
    scatterAdd(Tensor.ones([4, 2]), Tensor([1, 3, 1]), rows), [4, 2],
    [1, 1, 7, 9, 1, 1, 4, 5], .float32)
  expectTensor(
    scatterAdd(
      Tensor.zeros([2, 3]), Tensor([2, 2, 0]), Tensor([[1.0, 2, 3], [4, 5, 6]]), axis: 1),
    [2, 3], [3, 0, 3, 6, 0, 9])
  expectTensor(
    scatterAdd(
      Tensor.zeros([2, 2]), Tensor([1, 0]), Tensor([5.0, 6]), axis: 1, batchDimensions: 1),
    [2, 2], [0, 5, 6, 0])
}

@Test(arguments: DType.allCases.filter { $0 != .bool })
func `scatterAdd works for all numbers and views`(dtype: DType) {
  let x = strided(cast(Tensor([[1, 2], [3, 4], [5, 6]]), to: dtype))
  let updates = transpose(cast(Tensor([[1, 2, 3], [4, 5, 6]]), to: dtype))
  expectTensor(
    scatterAdd(x, Tensor([2, 2, 0]), updates), [3, 2], [4, 8, 3, 4, 8, 15], dtype)
}

@Test func `scatterAdd leaves its input as it was`() {
  let x = Tensor([1.0, 2.0])
  _ = scatterAdd(x, Tensor([0]), Tensor([5.0]))
  expectTensor(x, [2], [1, 2])
}

@Test func `a large scatterAdd equals its sums`() {
  let indices = Tensor.range(20_000) % 10
  let y = scatterAdd(Tensor.zeros([10, 100]), indices, Tensor.ones([20_000, 100]))
  #expect((y == 2000).all().scalar(as: Bool.self))
}
