import TestSupport
import Testing

@testable import Tapestry

struct BooleanMaskTests {
  private static let operations: [String: TestedOperation] = [
    "booleanMask": .init { booleanMask($0, $1) },
    "booleanMask axis 1": .init { booleanMask($0, $1, axis: 1) },
  ]

  @Test(arguments: OperationRecording.cases(of: "BooleanMask"))
  func `masked tensors equal TensorFlow's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `nothing is left of a mask that is nowhere true`() {
    expectTensor(booleanMask(Tensor([[1, 2]]), Tensor([false])), [0, 2], [])
  }

  @Test func `what was taken has a gradient`() throws {
    let mask = Tensor([true, false, true])
    try checkBothPrecisions("booleanMask", at: [waves([3, 2])]) { booleanMask($0[0], mask) }
  }

  @Test func `masks that do not fit, and graphs, stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = booleanMask(Tensor.ones([2, 3]), Tensor([true, false, true]))
      },
      "booleanMask: a mask of shape (3,) for shape (2, 3) from axis 0 on",
      "cure: give a mask that has the sizes of x's dimensions from that axis on")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let function = Function("f") { (x: Tensor) in booleanMask(x, x > 0) }
        _ = try function(Tensor([1.0, -1.0]))
      },
      "the number of positions depends on values", "cure: use select(condition, a, b)")
  }

  @Test func `a mask that is known gives a graph its shape`() throws {
    let mask = Tensor([[true, false], [true, true], [false, false]])
    try checkEveryWay("booleanMask", at: [waves([3, 2, 2])]) {
      square(booleanMask($0[0], mask)) * 2
    }
    let batch = waves([4, 3, 2])
    expectEqual(
      vectorizedMap({ booleanMask($0, mask) }, batch), mapFn({ booleanMask($0, mask) }, batch))
    let function = Function("f") { (x: Tensor) in gatherND(x, positions(of: mask)) }
    expectEqual(try function(batch[0]), booleanMask(batch[0], mask))
  }
}
