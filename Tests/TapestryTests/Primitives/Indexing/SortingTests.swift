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

@Test func `infinities stand at the ends, NaN last, and zeros of both signs are equal`() {
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

@Test func `sorted elements bring their changes back to their places`() throws {
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
