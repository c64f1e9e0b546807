import TestSupport
import Testing

@testable import Tapestry

struct ConcatenationTests {
  private static let operations: [String: TestedOperation] = [
    "concat": .init { inputs, recorded in concat(inputs, axis: recorded.axis![0]) },
    "stack": .init { inputs, recorded in stack(inputs, axis: recorded.axis![0]) },
    "second of split into 2": .init { inputs, recorded in
      split(inputs[0], into: 2, axis: recorded.axis![0])[1]
    },
    "second of split [1, 2, 0]": .init { inputs, recorded in
      split(inputs[0], sizes: [1, 2, 0], axis: recorded.axis![0])[1]
    },
    "second of unstack": .init { inputs, recorded in
      unstack(inputs[0], axis: recorded.axis![0])[1]
    },
  ]

  @Test(arguments: OperationRecording.cases(of: "Concatenation"))
  func `joining and splitting equal NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `one tensor can be joined with itself`() {
    let x = Tensor([1, 2])
    expectEqual(concat([x, x], axis: 0), Tensor([1, 2, 1, 2]))
    expectEqual(stack([Tensor(1), Tensor(2)]), Tensor([1, 2]))
    expectEqual(concat([x], axis: 0), x)
  }

  @Test func `no tensors stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = concat([], axis: 0)
      },
      "concat: no tensors", "cure: give at least one")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = stack([])
      },
      "stack: no tensors", "cure: give at least one")
  }

  @Test func `tensors that do not fit stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = concat([Tensor.ones([2, 3]), Tensor.ones([3, 3])], axis: 1)
      },
      "concat: tensor 0 is float32 of shape (2, 3), tensor 1 float32 of shape (3, 3), joined along "
        + "axis 1", "cure: make types and all other dimensions equal")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = concat([Tensor([1]), Tensor([1.0])], axis: 0)
      },
      "concat: tensor 0 is int32 of shape (1,), tensor 1 float32 of shape (1,)",
      "cure: make types and all other dimensions equal")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = stack([Tensor([1, 2]), Tensor([1, 2, 3])])
      },
      "stack: tensor 0 is int32 of shape (2,), tensor 1 int32 of shape (3,)",
      "cure: make types and shapes equal, or join along an existing dimension: concat")
  }

  @Test func `an axis out of range stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = stack([Tensor([1, 2])], axis: -3)
      },
      "stack: axis -3 is out of range for tensors of shape (2,)", "cure: use an axis from -2 to 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = concat([Tensor([1, 2])], axis: 1)
      },
      "concat: axis 1 is out of range for shape (2,)", "cure: use an axis")
  }

  @Test func `parts that do not add up stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = split(Tensor.range(5), into: 2)
      },
      "split: 5 elements along axis 0 of shape (5,) into 2 parts",
      "cure: choose a number of parts that divides 5")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = split(Tensor.range(5), sizes: [2, 2])
      },
      "split: sizes [2, 2] for 5 elements along axis 0 of shape (5,)",
      "cure: let the sizes add up to 5")
  }
}
