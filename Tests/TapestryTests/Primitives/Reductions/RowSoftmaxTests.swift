import TestSupport
import Testing

@testable import Tapestry

// Rows around the length from which they fill vectors by themselves, and numbers of rows around
// that of a block.
private let shapes: [Shape] = [
  [1], [5], [1000], [7, 10], [8, 10], [63, 1], [64, 2], [65, 17], [200, 63], [9, 64], [3, 65],
  [2, 3, 1025], [130, 1, 3], [1, 70_000],
]

private let unusual: [Double] = [0, -0.0, 1e30, -1e30, .infinity, -.infinity, .nan]

/// Numbers of both signs, among them in some rows such as have no softmax.
private func numbers(_ shape: Shape, _ dtype: DType, phase: Double = 1.7) -> Tensor {
  var x = (20 * waves(shape, phase)).scalars(as: Double.self)
  if shape.rank > 1 {
    for (position, element) in unusual.enumerated() {
      let index = position * 3 * shape[-1] + position % shape[-1]
      if index < x.count { x[index] = element }
    }
  }
  return cast(Tensor(x, shape: shape), to: dtype)
}

@Suite struct RowSoftmaxTests {
  @Test(arguments: shapes, [DType.float32, .float64])
  func `functions of rows have the bits of their definitions`(shape: Shape, dtype: DType) throws {
    let (x, dy) = (numbers(shape, dtype), numbers(shape, dtype, phase: 1.1))
    let functions: [(any RowFunction, [Tensor])] = [
      (RowSoftmax(), [x]), (RowLogSoftmax(), [x]), (RowLogSumExp(), [x]),
      (RowSoftmaxGradient(), [softmax(x), dy]), (RowLogSoftmaxGradient(), [logSoftmax(x), dy]),
    ]
    for (function, inputs) in functions {
      let expected = function.definition(inputs)
      expectEqual(bind(function, inputs), expected)
      expectEqual(bind(function, inputs.map(strided)), expected)
      let graph = Function(function.name) { (inputs: [Tensor]) in [bind(function, inputs)] }
      expectEqual(try graph(inputs)[0], expected)
    }
  }

  @Test(arguments: shapes)
  func `half precision is rounded once`(shape: Shape) {
    let (x, dy) = (numbers(shape, .float16), numbers(shape, .float16, phase: 1.1))
    let (wide, wideDy) = (cast(x, to: .float32), cast(dy, to: .float32))
    expectEqual(softmax(x), cast(softmax(wide), to: .float16))
    expectEqual(logSoftmax(x), cast(logSoftmax(wide), to: .float16))
    expectEqual(x.logSumExp(axis: -1), cast(wide.logSumExp(axis: -1), to: .float16))
    let gradient = bind(RowSoftmaxGradient(), [x, dy])
    expectEqual(gradient, cast(bind(RowSoftmaxGradient(), [wide, wideDy]), to: .float16))
  }

  @Test func `the last axis gives what any other does`() {
    let x = cast(waves([6, 5]), to: .float64)
    expectEqual(softmax(x), transpose(softmax(transpose(x), axis: 0)), ulps: 4)
    expectEqual(logSoftmax(x), transpose(logSoftmax(transpose(x), axis: 0)), ulps: 8)
    expectEqual(x.logSumExp(axis: 1), transpose(x).logSumExp(axis: 0), ulps: 4)
    #expect(x.logSumExp(axis: 1, keepDims: true).shape == [6, 1])
  }

  @Test func `rows without elements`() {
    #expect(softmax(Tensor.zeros([3, 0])).shape == [3, 0])
    #expect(logSoftmax(Tensor.zeros([0, 3])).shape == [0, 3])
    let none = -Double.infinity
    expectTensor(Tensor.zeros([9, 0]).logSumExp(axis: 1), [9], [Double](repeating: none, count: 9))
    #expect(Tensor.zeros([0, 4]).logSumExp(axis: -1).shape == [0])
  }

  @Test func `functions of rows have derivatives in every way`() throws {
    try checkEveryWay("softmax", at: [waves([3, 4])]) { softmax($0[0]) }
    try checkEveryWay("logSoftmax", at: [waves([3, 4])]) { logSoftmax($0[0]) }
    try checkEveryWay("logSumExp", at: [waves([3, 4])]) { $0[0].logSumExp(axis: -1) }
    for gradient in [RowSoftmaxGradient(), RowLogSoftmaxGradient()] as [any RowFunction] {
      try checkEveryWay(gradient.name, at: [waves([3, 4]), waves([3, 4], 1.1)]) {
        bind(gradient, $0)
      }
    }
  }

  @Test func `softmax of large numbers does not overflow`() {
    expectEqual(softmax(Tensor([1000.0, 1000.0])), Tensor([0.5, 0.5]))
    expectEqual(softmax(Tensor([-1000.0, 0.0])), Tensor([0.0, 1.0]))
    expectEqual(logSoftmax(Tensor([-1000.0, 0.0])), Tensor([-1000.0, 0.0]), ulps: 0.5)
    let equal = Tensor([-0.6931472, -0.6931472])
    expectEqual(logSoftmax(Tensor([-1000.0, -1000.0])), equal)
    expectEqual(logSoftmax(Tensor([30000.0, 30000.0])), equal)
  }

  @Test func `an axis or a type that softmax does not have stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmax(Tensor.ones([2, 3]), axis: 2)
      },
      "softmax: axis 2 is out of range for shape (2, 3)", "cure: use an axis from -2 to 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = logSoftmax(Tensor([1, 2]))
      },
      "logSoftmax: needs floating-point numbers, got int32", "cure: cast first")
  }
}
