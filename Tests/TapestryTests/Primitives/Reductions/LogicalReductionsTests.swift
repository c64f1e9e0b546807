import TestSupport
import Testing

@testable import Tapestry

struct LogicalReductionsTests {
  @Test func `Booleans of columns are folded`() {
    let x = Tensor((0..<300 * 70).map { $0 % 70 > 3 && $0 % 211 == 0 }, shape: [300, 70])
    expectEqual(x.any(axis: 0), stack((0..<70).map { x[.all, $0].any() }))
    expectEqual(logicalNot(x).all(axis: 0), logicalNot(x.any(axis: 0)))
    expectEqual(x.any(axis: 1), stack((0..<300).map { x[$0].any() }))
  }

  @Test func `all of no Booleans are true, and none of them is any`() {
    let none = Tensor.zeros([3, 0]) > 0
    expectEqual(none.all(axis: 1), Tensor([true, true, true]))
    expectEqual(none.any(axis: 1), Tensor([false, false, false]))
    expectEqual(none.all(), Tensor(true))
    expectEqual(none.any(), Tensor(false))
  }

  @Test func `any of numbers stops with a comparison as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([1]).any()
      },
      "any: not defined for int32", "cure: compare first, as in (x > 0).any()")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor([true]).sum()
      },
      "sum: not defined for bool", "cure: cast first: cast(x, to: .int32)")
  }
}
