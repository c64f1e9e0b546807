import TestSupport
import Testing

@testable import Tapestry

struct SlicingTests {
  private static let operations: [String: TestedOperation] = [
    "x[1]": .init { $0[1] },
    "x[-1, 2]": .init { $0[-1, 2] },
    "x[1, 0, 3]": .init { $0[1, 0, 3] },
    "x[0..<1]": .init { $0[0..<1] },
    "x[.all, 1...]": .init { $0[.all, 1...] },
    "x[.all, ..<(-1)]": .init { $0[.all, ..<(-1)] },
    "x[.all, ...1]": .init { $0[.all, ...1] },
    "x[.all, .all, 1...2]": .init { $0[.all, .all, 1...2] },
    "x[.ellipsis, 0]": .init { $0[.ellipsis, 0] },
    "x[1, .ellipsis, 2]": .init { $0[1, .ellipsis, 2] },
    "x[.newAxis, 1, .newAxis]": .init { $0[.newAxis, 1, .newAxis] },
    "x[.ellipsis, .newAxis]": .init { $0[.ellipsis, .newAxis] },
    "x[.by(-1)]": .init { $0[.by(-1)] },
    "x[.all, .by(2), .by(-2)]": .init { $0[.all, .by(2), .by(-2)] },
    "x[.ellipsis, .by(-1, from: 2, to: 0)]": .init { $0[.ellipsis, .by(-1, from: 2, to: 0)] },
    "x[.all, .all, .by(3, from: 1)]": .init { $0[.all, .all, .by(3, from: 1)] },
    "x[.all, 5...]": .init { $0[.all, 5...] },
    "x[.all, 2..<2, 1]": .init { $0[.all, 2..<2, 1] },
    "x[.all, .by(-1, from: -1, to: -3)]": .init { $0[.all, .by(-1, from: -1, to: -3)] },
    "x[.all, .all, (-3)...(-1)]": .init { $0[.all, .all, (-3)...(-1)] },
    "x[.all, 0..<100]": .init { $0[.all, 0..<100] },
  ]

  @Test(arguments: OperationRecording.cases(of: "Slicing"))
  func `slices equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `a slice of a slice counts from its own start`() {
    let x = Tensor.range(10)
    expectEqual(x[2...][.by(2)][1...], Tensor([4, 6, 8]))
    expectEqual(x[.by(-1)][..<3][.by(-1)], Tensor([7, 8, 9]))
    expectEqual(x[8...] + x[..<2], Tensor([8, 10]))
  }

  @Test func `an empty dimension can be sliced`() {
    let empty = Tensor.zeros([0, 3])
    #expect(empty[.by(-1)].shape == [0, 3])
    #expect(empty[1...].shape == [0, 3])
    #expect(empty[.all, 1].shape == [0])
  }

  @Test func `the gradient of a slice is zero elsewhere`() throws {
    let x = Variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    let tape = GradientTape(persistent: true)
    let backwards = tape.record { x[.all, .by(-2)] * Tensor([10.0, 20.0]) }
    let empty = tape.record { x[2...] }
    expectEqual(try tape.gradient(backwards, x), Tensor([[20.0, 0.0, 10.0], [20.0, 0.0, 10.0]]))
    expectEqual(try tape.gradient(empty, x), Tensor.zeros([2, 3]))
  }

  @Test func `a position out of range stops with the existing ones`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3])[0, 3]
      },
      "[]: position 3 is out of range for dimension 1 of shape (2, 3)",
      "cure: use a position from -3 to 2")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([0])[0]
      },
      "[]: position 0 is out of range for dimension 0 of shape (0,)", "cure: the dimension is empty"
    )
  }

  @Test func `too many indices stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3])[0, 1, 2]
      },
      "[]: 3 indices for shape (2, 3)", "cure: write at most 2")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2, 3])[.ellipsis, .ellipsis]
      },
      "[]: 2 ellipses", "cure: write .ellipsis once")
  }

  @Test func `a step of 0 stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.ones([2])[.by(0)]
      },
      "[]: a step of 0", "cure: step forwards by at least 1")
  }
}
