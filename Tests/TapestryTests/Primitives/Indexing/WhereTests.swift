import TestSupport
import Testing

@testable import Tapestry

// Expected values are NumPy's (argwhere, count_nonzero).

private let matrix = Tensor([[3, 7, 7, 1], [9, 2, 9, 9], [0, -4, 5, -4]])

@Test func `positions of true elements are in row-major order`() {
  let large = [0, 1, 0, 2, 1, 0, 1, 2, 1, 3, 2, 2].map(Double.init)
  expectTensor(positions(of: matrix > 4), [6, 2], large, .int64)
  expectTensor(gatherND(matrix, positions(of: matrix > 4)), [6], [7, 7, 9, 9, 9, 5])
  expectTensor(positions(of: transpose(matrix) > 8), [3, 2], [0, 1, 2, 1, 3, 1])
  expectTensor(positions(of: Tensor([false, false])), [0, 1], [])
  expectTensor(positions(of: Tensor(true)), [1, 0], [])
  expectTensor(positions(of: Tensor.zeros([2, 0], dtype: .bool)), [0, 2], [])
}

@Test func `positions need Booleans`() async {
  let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = positions(of: Tensor([1, 0]))
  }
  #expect(message(result).contains("positions(of:): the condition is a int32 tensor"))
  #expect(message(result).contains("cure: compare first"))
}

@Test(arguments: DType.allCases)
func `countNonzero counts elements of any type`(dtype: DType) {
  let x = cast(Tensor([[0, 1, 1], [0, 0, 1]]), to: dtype)
  expectTensor(x.countNonzero(), [], [3], .int64)
  expectTensor(x.countNonzero(axis: 0), [3], [0, 1, 2])
  expectTensor(transpose(x).countNonzero(axis: 0, keepDims: true), [1, 2], [2, 1])
}

@Test(arguments: [[0], [1], [63], [64], [65, 3], [200_003], [30, 70, 101]])
func `positions are those of a loop`(dimensions: [Int]) {
  let count = dimensions.reduce(1, *)
  let mask = (0..<count).map { index -> Bool in (index &* 7919 &+ index / 3) % 5 < 2 }
  let condition = Tensor(mask, shape: Shape(dimensions))
  let expected = mask.indices.filter { mask[$0] }.flatMap { index in
    dimensions.indices.map { axis in
      index / dimensions[(axis + 1)...].reduce(1, *) % dimensions[axis]
    }
  }
  let isSame = positions(of: condition).scalars(as: Int.self) == expected
  #expect(isSame)
}
