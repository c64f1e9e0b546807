import TestSupport
import Testing

@testable import Tapestry

struct SumOfSquaresTests {
  @Test(
    arguments: [DType.float32, .float64],
    [[], [3], [1000], [200_000], [300, 10], [10, 300], [5000, 3], [6, 7, 8, 9]] as [Shape])
  func `the sum of squares is that of the two operations, to the last digit`(
    dtype: DType, shape: Shape
  ) {
    let x = cast(Tensor.normal(shape, seed: 4), to: dtype)
    var axes: [[Int]?] = [nil]
    if shape.rank > 0 { axes += [[0], [shape.rank - 1]] }
    if shape.rank > 2 { axes += [[0, 2], [1, 3]] }
    for axis in axes {
      expectEqual(sumOfSquares(x, axis: axis), square(x).sum(axis: axis))
      expectEqual(
        sumOfSquares(x, axis: axis, keepDims: true), square(x).sum(axis: axis, keepDims: true))
    }
  }

  @Test func `squares below the smallest float16 count, eagerly and in graphs`() throws {
    let small = Tensor.full([256], 0x1p-13, dtype: .float16)
    let graph = Function("norm") { (x: Tensor) in x.norm() }
    expectEqual(small.norm(), Tensor(0x1p-9, dtype: .float16))
    expectEqual(try graph(small), Tensor(0x1p-9, dtype: .float16))
  }

  @Test func `it has derivatives in every way`() throws {
    let x = waves([2, 3, 2])
    try checkEveryWay("sumOfSquares", at: [x]) { sumOfSquares($0[0]) }
    try checkEveryWay("sumOfSquares", at: [x]) { sumOfSquares($0[0], axis: [0, 2]) }
  }

  @Test func `a norm of integers stops with a cast as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([3, 4]).norm()
      },
      "sqrt: not defined for int32", "cure: cast first: cast(x, to: .float32)")
  }
}
