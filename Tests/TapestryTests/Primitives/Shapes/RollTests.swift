import TestSupport
import Testing

@testable import Tapestry

struct RollTests {
  @Test(arguments: OperationRecording.cases(of: "Roll"))
  func `rolled tensors equal TensorFlow's`(recorded: RecordedCase) throws {
    let words = recorded.operation.split(separator: " ")
    let (shift, axis) = (Int(words[1]), Int(words[3]))
    try check(
      recorded,
      [
        recorded.operation: .init { (x: Tensor) in
          guard let shift, let axis else { return roll(x, [1, 2], axis: [0, 1]) }
          return roll(x, shift, axis: axis)
        }
      ])
  }

  @Test func `any integer is a shift`() {
    expectTensor(roll(Tensor([1, 2, 3]), Int.min), [3], [3, 1, 2])
    expectTensor(roll(Tensor([1, 2, 3]), Int.max), [3], [3, 1, 2])
    expectTensor(roll(Tensor.zeros([0]), 3), [0], [])
  }

  @Test func `rolled tensors have derivatives in every way`() throws {
    try checkEveryWay("roll", at: [waves([3, 4])]) { square(roll($0[0], -1, axis: 1)) }
  }

  @Test func `shifts and axes that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = roll(Tensor([1, 2, 3]), [1, 2], axis: [0])
      },
      "roll: 2 shifts along 1 axes", "cure: give one shift for each axis")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = roll(Tensor(1), 1)
      },
      "roll: axis 0 of a scalar", "reshape(x, [1])")
  }
}
