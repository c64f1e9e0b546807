import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (take, add.at) and TensorFlow's (gather, gather_nd,
// tensor_scatter_nd_add).

@Test func `gather takes slices along any axis`() {
  let x = counting([2, 3, 4])
  expectTensor(
    gather(x, Tensor([[2, 0], [1, 1]]), axis: 1), [2, 2, 2, 4],
    [
      8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 16, 17, 18,
      19, 16, 17, 18, 19,
    ], .float32)
  expectTensor(
    gather(x, Tensor([3, 0]), axis: -1), [2, 3, 2],
    [3, 0, 7, 4, 11, 8, 15, 12, 19, 16, 23, 20])
  expectTensor(gather(x, Tensor(1))[0], [4], [12, 13, 14, 15])
  expectTensor(gather(Tensor([7, 8, 9]), Tensor(2)), [], [9], .int32)
}

@Test(arguments: DType.allCases)
func `gather takes elements of any type from any view`(dtype: DType) {
  let x = counting([3, 2], dtype, modulus: 2)
  let expected: [Double] = [0, 1, 0, 1, 0, 1, 0, 1]
  let indices = Tensor([[2, 0], [1, 1]])
  expectTensor(gather(x, indices), [2, 2, 2], expected, dtype)
  expectTensor(gather(strided(x), indices), [2, 2, 2], expected, dtype)
  let transposed = transpose(counting([2, 3, 4], dtype, modulus: 2), [2, 0, 1])
  expectTensor(
    gather(transposed, Tensor([3, 1, 2])), [3, 2, 3],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype)
}

@Test(arguments: DType.allCases.filter(\.isInteger))
func `indices of all integer types and views serve`(dtype: DType) {
  let x = counting([4])
  let indices = cast(Tensor([[3, 0], [2, 2]]), to: dtype)
  expectTensor(gather(x, indices), [2, 2], [3, 0, 2, 2])
  expectTensor(gather(x, transpose(indices)), [2, 2], [3, 2, 0, 2])
  expectTensor(gather(x, strided(indices)), [2, 2], [3, 0, 2, 2])
  expectTensor(gather(x, broadcast(cast(Tensor(1), to: dtype), to: [3])), [3], [1, 1, 1])
}

@Test func `a transposed tensor is gathered in its own order`() {
  let x = transpose(counting([2, 3, 4]), [2, 0, 1])
  expectTensor(
    gather(x, Tensor([3, 1])), [2, 2, 3], [3, 7, 11, 15, 19, 23, 1, 5, 9, 13, 17, 21])
}

@Test func `shared dimensions have their own indices`() {
  let x = counting([2, 2, 3])
  expectTensor(
    gather(x, Tensor([[2, 0], [1, 1]]), axis: 2, batchDimensions: 1), [2, 2, 2],
    [2, 0, 5, 3, 7, 7, 10, 10])
  expectTensor(
    gather(x, Tensor([[1, 0, 1], [0, 0, 1]]), axis: 1, batchDimensions: 1), [2, 3, 3],
    [3, 4, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 6, 7, 8, 9, 10, 11])
  expectTensor(
    gather(x[0], Tensor([[2, 0], [1, 1]]), axis: -1, batchDimensions: 1), [2, 2], [2, 0, 4, 4])
  expectTensor(
    gather(x[0], Tensor([[2, 0], [1, 1]]), axis: -1, batchDimensions: -1), [2, 2], [2, 0, 4, 4])
}

@Test func `gather of nothing and from nothing is empty`() {
  let none = Tensor.zeros([0], dtype: .int32)
  expectTensor(gather(counting([3, 2]), none), [0, 2], [])
  expectTensor(gather(Tensor.zeros([0, 2]), none), [0, 2], [])
  expectTensor(gather(Tensor.zeros([3, 0]), Tensor([1, 1])), [2, 0], [])
  expectTensor(gather(Tensor.zeros([0, 3]), Tensor([1, 1]), axis: 1), [0, 2], [])
  expectTensor(scatterAdd(Tensor([1, 2]), none, none), [2], [1, 2])
  expectTensor(gatherND(counting([3, 2]), Tensor.zeros([0, 2], dtype: .int32)), [0], [])
}

@Test func `a large gather equals its parts`() {
  let x = counting([1000, 7], .int32, modulus: 10_000)
  let indices = Tensor.range(30_000) * 17 % 1000
  let y = gather(x, indices).scalars(as: Int32.self)
  let isRight = y.indices.allSatisfy { Int(y[$0]) == ($0 / 7 * 17 % 1000) * 7 + $0 % 7 }
  #expect(isRight)
  let columns = gather(transpose(x), indices, axis: 1)
  #expect((columns == transpose(reshape(Tensor(y), [30_000, 7]))).all().scalar(as: Bool.self))
}

@Test func `gatherND takes elements and slices`() {
  let x = counting([2, 3, 4])
  expectTensor(gatherND(x, Tensor([[[1, 2, 3], [0, 0, 1]]])), [1, 2], [23, 1])
  expectTensor(
    gatherND(x, Tensor([[1, 0], [0, 2]])), [2, 4], [12, 13, 14, 15, 8, 9, 10, 11])
  expectTensor(
    gatherND(counting([2]), Tensor.zeros([2, 0], dtype: .int32)), [2, 2], [0, 1, 0, 1])
}

@Test func `gather and scatterAdd have each other's gradients`() throws {
  let x = sin(counting([2, 3, 2]))
  let indices = Tensor([[2, 0], [2, 2]])
  try checkBothPrecisions("gather", at: [x]) { gather($0[0], indices, axis: 1) }
  try checkBothPrecisions("gather", at: [x]) {
    gather($0[0], indices, axis: 1, batchDimensions: 1)
  }
  try checkBothPrecisions("gatherND", at: [x]) { gatherND($0[0], Tensor([[1, 2], [1, 2]])) }
  let updates = cos(counting([2, 2, 2, 2]))
  try checkBothPrecisions("scatterAdd", at: [x, updates]) {
    scatterAdd($0[0], indices, $0[1], axis: 1)
  }
  try checkSecondDerivative("gather", at: [x]) { square(gather($0[0], indices, axis: 1)) }
  try checkSecondDerivative("scatterAdd", at: [x, updates]) {
    square(scatterAdd($0[0], indices, $0[1], axis: 1))
  }
}

@Test func `a gradient adds up what was taken twice`() throws {
  let x = Variable([1.0, 2.0, 3.0])
  let tape = GradientTape()
  let y = tape.record { gather(x, Tensor([2, 0, 2])).sum() }
  expectTensor(try tape.gradient(y, x), [3], [1, 0, 2])
}

@Test func `an index out of range is named with the range`() async {
  let tooLarge = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) { _ = gather(Tensor.zeros([3, 2]), Tensor([0, 3])) }
  #expect(message(tooLarge).contains("gather: index 3 (element 1 of the indices) is out of range"))
  #expect(message(tooLarge).contains("cure: use an index from 0 to 2"))
  let negative = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) { _ = scatterAdd(Tensor.zeros([3]), Tensor([-1]), Tensor([1.0])) }
  #expect(message(negative).contains("scatterAdd: index -1"))
  let empty = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) { _ = gather(Tensor.zeros([0]), Tensor([0])) }
  #expect(message(empty).contains("cure: the dimension is empty"))
  let coordinate = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) { _ = gatherND(Tensor.zeros([3, 2]), Tensor([[0, 2]])) }
  #expect(message(coordinate).contains("coordinate 2 is out of range for dimension 1 of size 2"))
}

@Test func `gather and scatterAdd say what does not fit`() async {
  let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = gather(Tensor.zeros([3]), Tensor([0.0]))
  }
  #expect(message(type).contains("gather: the indices are a float32 tensor"))
  #expect(message(type).contains("cast(indices, to: .int32)"))
  let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = gather(Tensor(3.0), Tensor([0]))
  }
  #expect(message(scalar).contains("gather: axis 0 of a scalar"))
  let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = gather(Tensor.zeros([3]), Tensor([0]), axis: 1)
  }
  #expect(message(axis).contains("gather: axis 1 is out of range for shape (3,)"))
  let shared = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = gather(Tensor.zeros([3, 2]), Tensor([0, 1]), axis: 1, batchDimensions: 1)
  }
  #expect(message(shared).contains("1 shared dimensions of shape (3, 2) along axis 1"))
  let updates = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = scatterAdd(Tensor.zeros([3, 2]), Tensor([0]), Tensor.zeros([2]))
  }
  #expect(message(updates).contains("cure: give updates of shape (1, 2)"))
  let coordinates = await #expect(
    processExitsWith: .failure, observing: [\.standardErrorContent]
  ) { _ = gatherND(Tensor.zeros([3]), Tensor([[0, 0]])) }
  #expect(message(coordinates).contains("hold at most 1 coordinates"))
}
