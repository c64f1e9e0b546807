import TestSupport
import Testing

@testable import Tapestry

struct ReshapingTests {
  private static let operations: [String: TestedOperation] = [
    "reshape [4, -1]": .init { reshape($0, [4, -1]) },
    "reshape [24]": .init { reshape($0, [24]) },
    "reshape [2, 3, 1, 4]": .init { reshape($0, [2, 3, 1, 4]) },
    "transpose": .init { transpose($0) },
    "transpose [0, 2, 1]": .init { transpose($0, [0, 2, 1]) },
    "transpose [2, 0, 1]": .init { transpose($0, [2, 0, 1]) },
    "expandDims 0": .init { expandDims($0, axis: 0) },
    "expandDims -1": .init { expandDims($0, axis: -1) },
    "expandDims 2": .init { expandDims($0, axis: 2) },
    "squeeze": .init { squeeze($0) },
    "squeeze -1": .init { squeeze($0, axis: -1) },
    "broadcast [2, 2, 3, 4]": .init { broadcast($0, to: [2, 2, 3, 4]) },
    "broadcast [4, 3, 2]": .init { broadcast($0, to: [4, 3, 2]) },
  ]

  @Test(arguments: OperationRecording.cases(of: "Reshaping"))
  func `reshaping equals NumPy's`(recorded: RecordedCase) throws {
    try check(recorded, Self.operations)
  }

  @Test func `views share the memory of what they show`() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    let transposed = transpose(x)
    let views = [
      transposed, reshape(x, [3, 2]), broadcast(x, to: [2, 2, 3]), expandDims(transposed, axis: 1),
      squeeze(expandDims(transposed, axis: 0)), x[1], x[.all, 1], identity(x), stopGradient(x),
    ]
    for view in views {
      #expect(ObjectIdentifier(view.value.storage) == ObjectIdentifier(x.value.storage))
    }
    expectEqual(expandDims(transposed, axis: 1), Tensor([[[1, 4]], [[2, 5]], [[3, 6]]]))
    expectEqual(x[.all, 1], Tensor([2, 5]))
  }

  @Test func `a reshape of a transposed view copies`() {
    expectEqual(reshape(transpose(Tensor([[1, 2], [3, 4]])), [4]), Tensor([1, 3, 2, 4]))
  }

  @Test func `tensors without elements keep their other dimensions`() {
    let empty = Tensor.zeros([2, 0, 3])
    #expect(transpose(empty).shape == [3, 0, 2])
    #expect(reshape(empty, [0, 5]).shape == [0, 5])
    #expect(reshape(empty, [6, -1]).shape == [6, 0])
    #expect(broadcast(Tensor.zeros([1]), to: [0]).shape == [0])
  }

  @Test func `a batch of no examples is flattened like any other`() throws {
    // TensorFlow 2.1.0 and 2.18.1 have these shapes, too.
    let cases: [(shape: Shape, sizes: [Int], expected: Shape)] = [
      ([0, 3], [0, -1], [0, 3]), ([0, 28, 28], [0, -1], [0, 784]), ([0], [0, -1], [0, 1]),
      ([2, 0, 3], [0, -1, 3], [0, 2, 3]), ([4, 0], [-1, 0], [4, 0]),
      ([0, 6], [0, 2, -1], [0, 2, 3]),
    ]
    for (shape, sizes, expected) in cases {
      let x = Tensor.zeros(shape)
      #expect(reshape(x, sizes).shape == expected)
      #expect(try Function { (x: Tensor) in reshape(x, sizes) }(x).shape == expected)
      let mapped = vectorizedMap({ reshape($0, sizes) }, stack([x, x]))
      #expect(mapped.shape.dimensions == [2] + expected.dimensions)
    }
  }

  @Test func `a different number of elements stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = reshape(Tensor.ones([2, 3]), [4, 2])
      },
      "reshape: 6 elements of shape (2, 3) do not fill shape (4, 2), which has 8",
      "cure: keep the number of elements, or write -1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = reshape(Tensor.ones([2, 3]), [4, -1])
      },
      "reshape: [4, -1] leaves no single size for -1 with the 6 elements of (2, 3)",
      "cure: write at most one -1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = reshape(Tensor.ones([2, 3]), [0, -1])
      },
      "reshape: [0, -1] leaves no single size for -1 with the 6 elements of (2, 3)",
      "cure: write at most one -1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = reshape(Tensor.ones([0, 3]), [0, 2, -1])
      },
      "reshape: [0, 2, -1] leaves no single size for -1 with the 0 elements of (0, 3)",
      "cure: write at most one -1")
  }

  @Test func `an invalid order stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = transpose(Tensor.ones([2, 3]), [0, 0])
      },
      "transpose: order [0, 0] for shape (2, 3)", "cure: name each dimension from 0 to 1 once")
  }

  @Test func `broadcasting to a smaller shape stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = broadcast(Tensor.ones([2, 3]), to: [3])
      },
      "broadcast: shape (2, 3) does not fit into (3,)", "cure: a dimension can only grow from 1")
  }

  @Test func `expandDims and squeeze stop at axes that do not exist`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = expandDims(Tensor.ones([2]), axis: 3)
      },
      "expandDims: axis 3 is out of range for shape (2,)", "cure: use an axis from -2 to 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = squeeze(Tensor.ones([2, 1]), axis: 0)
      },
      "squeeze: dimension 0 of shape (2, 1) is not of size 1", "cure: name dimensions of size 1")
  }
}
