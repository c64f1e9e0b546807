import TestSupport
import Testing

@testable import Tapestry

@Suite struct ScatterUpdateTests {
  @Test(arguments: [DType.float16, .float32, .float64, .int8, .int64, .bool])
  func `scatterUpdate replaces rows`(dtype: DType) {
    let x = cast(Tensor([[1, 0], [0, 1], [1, 1]]), to: dtype)
    let rows = cast(Tensor([[0, 0], [1, 0]]), to: dtype)
    let expected = cast(Tensor([[1, 0], [1, 0], [0, 0]]), to: dtype)
    expectEqual(scatterUpdate(x, Tensor([2, 1]), rows), expected)
    expectEqual(scatterUpdate(strided(x), Tensor([2, 1], dtype: .int64), strided(rows)), expected)
  }

  @Test func `of several rows for one position the last one counts`() {
    expectEqual(
      scatterUpdate(Tensor([1, 2, 3]), Tensor([1, 1]), Tensor([8, 9])), Tensor([1, 9, 3]))
    expectEqual(scatterUpdate(Tensor([1, 2]), Tensor(1), Tensor(5)), Tensor([1, 5]))
  }

  @Test func `scatterUpdate has gradients of both operands`() throws {
    try checkBothPrecisions(
      "scatterUpdate",
      at: [Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), Tensor([[7.0, 8.0]])]
    ) { square(scatterUpdate($0[0], Tensor([1]), $0[1])) }
  }

  @Test func `rows that do not fit stop the program`() async {
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = scatterUpdate(Tensor.zeros([3, 2]), Tensor([1]), Tensor.zeros([1, 3]))
    }
    expectMessage(
      shape, "scatterUpdate: rows of shape (1, 3) for indices of shape (1,) into shape (3, 2)",
      "cure: give rows of shape (1, 2)")
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = scatterUpdate(Tensor.zeros([3, 2]), Tensor([3]), Tensor.zeros([1, 2]))
    }
    expectMessage(index, "scatterUpdate: index 3", "cure: use an index from 0 to 2")
  }
}
