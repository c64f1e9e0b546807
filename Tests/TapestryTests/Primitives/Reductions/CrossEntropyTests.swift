import TestSupport
import Testing

@testable import Tapestry

/// Numbers between -2 and 2, no two equal.
private func numbers(_ shape: Shape, _ step: Double = 0.7) -> Tensor {
  2 * sin(counting(shape, .float64, modulus: 1000) * step + 0.3)
}

struct CrossEntropyTests {
  @Test(arguments: ImageCase.cases(of: "CrossEntropy"))
  func `cross-entropies and their gradients equal TensorFlow's`(recorded: ImageCase) throws {
    try check(recorded, tolerance: 1e-6) { inputs in
      switch recorded.operation {
      case "softmax": softmaxCrossEntropyWithLogits(labels: inputs[0], logits: inputs[1])
      case "sparse softmax":
        sparseSoftmaxCrossEntropyWithLogits(labels: inputs[0], logits: inputs[1])
      default: sigmoidCrossEntropyWithLogits(labels: inputs[0], logits: inputs[1])
      }
    }
  }

  @Test(arguments: [[2, 3], [4], [2, 1, 3], [0, 3]] as [Shape])
  func `gradients of each order are those of central differences`(shape: Shape) throws {
    for labels in [softmax(numbers(shape, 1.3)), numbers(shape, 1.3)] {
      let inputs = [labels, numbers(shape)]
      let classes = cast(abs(labels[.ellipsis, 0]) * 10, to: .int32) % shape[-1]
      // Only for labels that sum to 1 is the gradient the slope of the loss.
      try checkBothPrecisions("softmax", at: inputs) {
        softmaxCrossEntropyWithLogits(labels: softmax($0[0]), logits: $0[1])
      }
      try checkSecondDerivative("softmax", at: inputs) {
        square(softmaxCrossEntropyWithLogits(labels: softmax($0[0]), logits: $0[1]))
      }
      try checkBothPrecisions("sparse softmax", at: [inputs[1]]) {
        sparseSoftmaxCrossEntropyWithLogits(labels: classes, logits: $0[0])
      }
      try checkSecondDerivative("sparse softmax", at: [inputs[1]]) {
        square(sparseSoftmaxCrossEntropyWithLogits(labels: classes, logits: $0[0]))
      }
      try checkBothPrecisions("sigmoid", at: inputs) {
        sigmoidCrossEntropyWithLogits(labels: $0[0], logits: $0[1])
      }
      try checkSecondDerivative("sigmoid", at: inputs) {
        square(sigmoidCrossEntropyWithLogits(labels: $0[0], logits: $0[1]))
      }
    }
  }

  @Test(arguments: [DType.float16, .float32, .float64])
  func `the cross-entropy of no classes is 0, as in TensorFlow`(_ dtype: DType) throws {
    let none = Tensor.zeros([3, 0], dtype: dtype)
    let tape = GradientTape()
    tape.watch(none)
    let entropies = tape.record { softmaxCrossEntropyWithLogits(labels: none, logits: none) }
    expectEqual(entropies, Tensor.zeros([3], dtype: dtype))
    expectEqual(try tape.gradient(entropies, none), none)
    #expect(Loss.categoricalCrossentropy(fromLogits: true)(none, none).number == 0)
  }

  @Test func `classes give what rows of zeros and a one give`() throws {
    let classes = Tensor.range(3000) % 10
    let logits = cast(numbers([3000, 10]), to: .float32)
    func results(_ loss: (Tensor) -> Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(logits)
      let y = tape.record { loss(logits) }
      return [y, try tape.gradient(y, logits, weights: y)]
    }
    let sparse = try results { sparseSoftmaxCrossEntropyWithLogits(labels: classes, logits: $0) }
    let dense = try results {
      softmaxCrossEntropyWithLogits(labels: oneHot(classes, depth: 10), logits: $0)
    }
    for (sparse, dense) in zip(sparse, dense) {
      #expect((abs(sparse - dense) <= 1e-6).all().scalar(as: Bool.self))
    }
  }

  @Test func `a row without labels has no loss, and the gradient of labels that sum to 1`() throws {
    let logits = Tensor([[2.0, 2.0]])
    let tape = GradientTape()
    tape.watch(logits)
    let y = tape.record {
      softmaxCrossEntropyWithLogits(labels: Tensor([[0.0, 0.0]]), logits: logits)
    }
    expectTensor(y, [1], [0])
    expectTensor(try tape.gradient(y, logits), [1, 2], [0.5, 0.5])
  }

  @Test func `second derivatives are those of softmax minus labels, whatever their sum`() throws {
    let (labels, logits) = (Tensor([[0.5, 1.0]]), Tensor([[0.0, 0.0]]))
    let outer = GradientTape(persistent: true)
    for x in [labels, logits] { outer.watch(x) }
    let slope = try outer.record {
      let inner = GradientTape()
      inner.watch(logits)
      let y = inner.record { softmaxCrossEntropyWithLogits(labels: labels, logits: logits) }
      return try inner.gradient(y, logits)[0, 0]
    }
    expectTensor(slope, [], [0])
    expectTensor(try outer.gradient(slope, labels), [1, 2], [-1, 0])
    expectTensor(try outer.gradient(slope, logits), [1, 2], [0.25, -0.25])
  }

  @Test func `the slope of the sigmoid's is a half at 0`() throws {
    let x = Variable(0.0)
    let tape = GradientTape()
    let y = tape.record { sigmoidCrossEntropyWithLogits(labels: Tensor(0.0), logits: x) }
    #expect(try tape.gradient(y, x).number == 0.5)
  }

  @Test func `half precision is computed in single`() {
    let (labels, logits) = (Tensor([[0.0, 1.0]]), Tensor([[0.5, 2.0]]))
    let half = [labels, logits].map { cast($0, to: .float16) }
    expectSame(
      [softmaxCrossEntropyWithLogits(labels: half[0], logits: half[1])],
      [cast(softmaxCrossEntropyWithLogits(labels: labels, logits: logits), to: .float16)])
    expectSame(
      [sparseSoftmaxCrossEntropyWithLogits(labels: Tensor([1]), logits: half[1])],
      [cast(softmaxCrossEntropyWithLogits(labels: labels, logits: logits), to: .float16)])
  }

  @Test func `a batch of rows is computed at once`() {
    let (labels, logits) = (softmax(numbers([3, 2, 4], 1.3)), numbers([3, 2, 4]))
    let classes = labels.argmax(axis: -1)
    let body = { (inputs: [Tensor]) -> [Tensor] in
      let tape = GradientTape()
      tape.watch(inputs[1])
      let y = tape.record {
        softmaxCrossEntropyWithLogits(labels: inputs[0], logits: inputs[1])
          + sparseSoftmaxCrossEntropyWithLogits(labels: inputs[2], logits: inputs[1])
          + softmaxCrossEntropyWithLogits(labels: labels[0], logits: inputs[1])
      }
      return [y, try! tape.gradient(y, inputs[1])]
    }
    expectSame(
      vectorizedMap(body, [labels, logits, classes]), mapFn(body, [labels, logits, classes]))
  }

  @Test func `shapes that do not fit stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = softmaxCrossEntropyWithLogits(labels: Tensor([1.0, 0.0]), logits: Tensor.ones([2, 3]))
      },
      "softmaxCrossEntropyWithLogits: labels of shape (2,) for logits of shape (2, 3)",
      "class indices are for sparseSoftmaxCrossEntropyWithLogits")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = sparseSoftmaxCrossEntropyWithLogits(
          labels: Tensor([[1], [0]]), logits: Tensor.ones([2, 3]))
      },
      "sparseSoftmaxCrossEntropyWithLogits: labels of shape (2, 1) for logits of shape (2, 3)",
      "cure: give logits one dimension more than labels, the last one, for the classes")
  }

  @Test func `labels that are not classes stop`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = sparseSoftmaxCrossEntropyWithLogits(
          labels: Tensor([0, 3]), logits: Tensor.ones([2, 3]))
      },
      "index 3 (element 1 of the indices) is out of range for a dimension of size 3",
      "cure: use an index from 0 to 2")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = sparseSoftmaxCrossEntropyWithLogits(
          labels: Tensor([0.0, 1.0]), logits: Tensor.ones([2, 3]))
      },
      "sparseSoftmaxCrossEntropyWithLogits: the labels are a float32 tensor",
      "cure: cast class indices to integers")
  }
}
