import Testing

@testable import Tapestry

/// What operations give for tensors without elements.
///
/// The values are those of TensorFlow 2.1.0 and 2.18.1. Each case is run eagerly, in a graph and
/// mapped over a batch.
struct EmptyTensorsTests {
  private static let none = Tensor.zeros([0])
  private static let wide = Tensor.zeros([0, 3])
  private static let tall = Tensor.zeros([3, 0])
  private static let ones = Tensor.ones([2, 3])

  /// An operation, its inputs, the expected result and the gradients of its sum.
  private struct Case: Sendable {
    let name: String
    let inputs: [Tensor]
    let result: Tensor
    let gradients: [Tensor]
    let run: @Sendable ([Tensor]) -> Tensor

    init(
      _ name: String, _ inputs: [Tensor], _ result: Tensor, gradients: [Tensor]? = nil,
      _ run: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
      (self.name, self.inputs, self.result, self.run) = (name, inputs, result, run)
      self.gradients = gradients ?? inputs
    }
  }

  private static let cases: [Case] = [
    Case("sum", [wide], Tensor(0.0)) { $0[0].sum() },
    Case("sum of rows", [tall], Tensor.zeros([3])) { $0[0].sum(axis: 1) },
    Case("product", [tall], Tensor.ones([3, 1])) { $0[0].prod(axis: 1, keepDims: true) },
    Case("mean", [tall], Tensor.full([3], Double.nan)) { $0[0].mean(axis: -1) },
    Case("largest", [tall], Tensor.full([3], -Double.infinity)) { $0[0].max(axis: 1) },
    Case("smallest", [none], Tensor(Float.infinity)) { $0[0].min() },
    Case("variance", [none], Tensor(Float.nan)) { $0[0].variance() },
    Case("norm", [tall], Tensor.zeros([3])) { $0[0].norm(axis: -1) },
    Case("logSumExp", [tall], Tensor.full([3], -Double.infinity)) { $0[0].logSumExp(axis: 1) },
    Case("softmax", [tall], tall) { softmax($0[0]) },
    Case("cumsum", [tall], tall) { cumsum($0[0], axis: 1) },
    Case("sort", [tall], tall) { sort($0[0]) },
    Case("topK", [tall], tall) { topK($0[0], 0).values },
    Case("broadcast", [wide, Tensor.ones([3])], wide, gradients: [wide, Tensor.zeros([3])]) {
      $0[0] * $0[1]
    },
    Case("matmul", [tall, wide], Tensor.zeros([3, 3])) { matmul($0[0], $0[1]) },
    Case(
      "matmul of no rows", [wide, Tensor.ones([3, 2])], Tensor.zeros([0, 2]),
      gradients: [wide, Tensor.zeros([3, 2])]
    ) { matmul($0[0], $0[1]) },
    Case("einsum", [tall, wide], Tensor(0.0)) { einsum("ij,ji->", $0[0], $0[1]) },
    Case("gather", [ones], wide, gradients: [Tensor.zeros([2, 3])]) {
      gather($0[0], Tensor.zeros([0], dtype: .int32))
    },
    Case("concat", [wide, ones], ones, gradients: [wide, ones]) { concat($0, axis: 0) },
    Case("stack", [none, none], Tensor.zeros([0, 2])) { stack($0, axis: -1) },
    Case("pad", [none], Tensor.zeros([3])) { pad($0[0], [(before: 1, after: 2)]) },
    Case("segments", [wide], Tensor.full([2, 3], -Double(Float.greatestFiniteMagnitude))) {
      unsortedSegmentMax($0[0], Tensor.zeros([0], dtype: .int32), count: 2)
    },
    Case("determinant", [Tensor.zeros([2, 0, 0])], Tensor.ones([2])) { determinant($0[0]) },
    Case("inverse", [Tensor.zeros([2, 0, 0])], Tensor.zeros([2, 0, 0])) { inverse($0[0]) },
    Case(
      "solve", [Tensor.zeros([0, 0]), wide], wide
    ) { solve($0[0], $0[1]) },
    Case("convolution", [Tensor.zeros([0, 4, 4, 2])], Tensor.zeros([0, 3, 3, 5])) {
      conv2D($0[0], Tensor.ones([2, 2, 2, 5]))
    },
    Case("convolution of no channels", [Tensor.zeros([1, 3, 3, 0])], Tensor.zeros([1, 2, 2, 5])) {
      conv2D($0[0], Tensor.zeros([2, 2, 0, 5]))
    },
    Case("pooling", [Tensor.zeros([0, 4, 4, 2])], Tensor.zeros([0, 2, 2, 2])) {
      maxPool2D($0[0])
    },
    Case("loss", [wide, wide], Tensor(0.0)) { Loss.meanSquaredError($0[0], $0[1]) },
    Case("losses of no elements", [tall, tall], Tensor.full([3], Double.nan)) {
      Loss.meanSquaredError.reduced(.none)($0[0], $0[1])
    },
  ]

  /// The result and the gradients.
  private static func all(_ tested: Case, _ inputs: [Tensor]) throws -> [Tensor] {
    let tape = GradientTape()
    for input in inputs { tape.watch(input) }
    var result: Tensor?
    let sum = tape.record {
      let y = tested.run(inputs)
      result = y
      return y.sum()
    }
    return [result!] + (try tape.gradient(sum, inputs))
  }

  @Test func `operations have TensorFlow's results and gradients`() throws {
    for tested in Self.cases {
      let expected = [tested.result] + tested.gradients
      func compare(_ got: [Tensor], _ how: String, _ expected: [Tensor]) {
        #expect(
          got.map(\.debugDescription) == expected.map(\.debugDescription),
          "\(tested.name), \(how)")
      }
      compare(try Self.all(tested, tested.inputs), "eagerly", expected)
      let traced = Function(tested.name) { (inputs: [Tensor]) in try Self.all(tested, inputs) }
      compare(try traced(tested.inputs), "in a graph", expected)
      let twice = tested.inputs.map { stack([$0, $0]) }
      compare(
        try vectorizedMap({ try Self.all(tested, $0) }, twice), "mapped",
        expected.map { stack([$0, $0]) })
      let never = tested.inputs.map { Tensor.zeros(Shape([0] + $0.shape.dimensions)) }
      compare(
        try vectorizedMap({ try Self.all(tested, $0) }, never), "mapped over no elements",
        expected.map { Tensor.zeros(Shape([0] + $0.shape.dimensions)) })
    }
  }

  @Test func `integers have the ends of their type, and a mean of 0`() {
    func check<I: IntegerScalar>(_: I.Type, _ dtype: DType) {
      let none = Tensor.zeros([2, 0], dtype: dtype)
      #expect(none.max(axis: 1).scalars(as: I.self) == [I.min, I.min])
      #expect(none.min(axis: 1).scalars(as: I.self) == [I.max, I.max])
      #expect(none.sum(axis: 1).scalars(as: I.self) == [0, 0])
      #expect(none.prod(axis: 1).scalars(as: I.self) == [1, 1])
      #expect(none.mean(axis: 1).scalars(as: I.self) == [0, 0])
    }
    check(Int8.self, .int8)
    check(Int16.self, .int16)
    check(Int32.self, .int32)
    check(Int64.self, .int64)
    check(UInt8.self, .uint8)
  }
}
