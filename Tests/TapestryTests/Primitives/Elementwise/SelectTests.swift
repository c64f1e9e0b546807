import TestSupport
import Testing

@testable import Tapestry

struct SelectTests {
  @Test(arguments: OperationRecording.cases(of: "Select"))
  func `select equals NumPy's where`(recorded: RecordedCase) throws {
    try check(
      recorded, ["select": TestedOperation { inputs, _ in select(inputs[0], inputs[1], inputs[2]) }]
    )
  }

  @Test func `numbers take the type of the tensor`() {
    let isFirst = Tensor([true, false])
    expectEqual(select(isFirst, Tensor([1, 2], dtype: .int8), 0), Tensor([1, 0], dtype: .int8))
    expectEqual(select(isFirst, 1, 0), Tensor([1, 0]))
    expectEqual(select(isFirst, 1, 0.5), Tensor([1, 0.5]))
  }

  @Test func `Booleans can be selected`() {
    expectEqual(
      select(Tensor([true, false]), Tensor([false, false]), Tensor(true)), Tensor([false, true]))
  }

  @Test func `a condition of numbers stops with a comparison as the cure`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = select(Tensor([1, 0]), 1, 2)
      },
      "select: the condition is a int32 tensor", "cure: compare first")
  }
}
