import TestSupport
import Testing

@testable import Tapestry

/// Cross-entropies of probabilities that know their logits.
struct LogitsTests {
  /// A model of one weight matrix that is certain and wrong, trained step by step.
  private func losses(
    _ loss: Loss, _ weights: [Float], _ target: Tensor, _ layers: [Layer]
  ) throws -> (losses: [Double], weights: [Float]) {
    let model = Sequential(layers)
    model.build(inputShape: [1, 1])
    try model.setWeights([Tensor(weights, shape: [1, weights.count])])
    model.compile(optimizer: SGD(learningRate: 1), loss: loss)
    let history = try model.fit(Tensor([[1.0]]), target, epochs: 3, verbose: .silent)
    return (history["loss"], model.weights[0].scalars(as: Float.self))
  }

  @Test(arguments: ["activation", "activation layer", "layer", "function"])
  func `a model that is certain and wrong learns, whatever made its probabilities`(
    _ kind: String
  ) throws {
    func layers(_ units: Int, _ activation: Activation) -> [Layer] {
      let last: Layer =
        switch kind {
        case "activation layer": ActivationLayer(activation)
        case "layer" where units > 1: Softmax()
        case "layer": ActivationLayer(activation)
        default: LambdaLayer { activation($0) }
        }
      return kind == "activation"
        ? [Dense(units, activation: activation, useBias: false)]
        : [Dense(units, useBias: false), last]
    }
    let sparse = try losses(
      .sparseCategoricalCrossentropy(), [20, 0], Tensor([[1]] as [[Int32]]), layers(2, .softmax))
    #expect(sparse.losses == [20, 18, 16])
    #expect(sparse.weights == [17, 3])
    let categorical = try losses(
      .categoricalCrossentropy(), [20, 0], Tensor([[0.0, 1]]), layers(2, .softmax))
    #expect(categorical.losses == [20, 18, 16])
    #expect(categorical.weights == [17, 3])
    let binary = try losses(
      .binaryCrossentropy(), [-20], Tensor([[1.0]]), layers(1, .sigmoid))
    #expect(binary.losses == [20, 19, 18])
    #expect(binary.weights == [-17])
  }

  @Test func `probabilities of functions on tensors know their logits, in every way of running`()
    throws
  {
    let z = Tensor([[30.0, 0, -30], [-200, 200, 0]])
    let labels = Tensor([2, 0])
    let loss = Loss.sparseCategoricalCrossentropy().reduced(.none)
    @Sendable func step(_ z: Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(z)
      let values = tape.record { loss(labels, softmax(z)) }
      return [values, try tape.gradient(values, z)]
    }
    let expected = [
      sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: z),
      Tensor([[1.0, 0, -1], [-1, 1, 0]]),
    ]
    let results = try step(z)
    expectEqual(results[0], expected[0])
    expectTensor(results[1], [2, 3], [1, 0, -1, -1, 1, 0], .float32, tolerance: 1e-6)
    expectSame(try Function("step", step)(z), results)
    let mapped = vectorizedMap(
      { loss($1, softmax($0)) }, z, labels)
    expectEqual(mapped, expected[0])
    // Along an axis that is not of the classes the function makes no probabilities of classes.
    #expect(softmax(z, axis: 0).logits(of: .softmax) == nil)
    #expect(softmax(z, axis: 1).logits(of: .softmax) != nil)
    #expect(sigmoid(z).logits(of: .softmax) == nil)
  }

  @Test func `what a function returns knows its logits where gradients flow`() throws {
    let z = Tensor([[-20.0]])
    let model = Function("model") { (z: Tensor) in sigmoid(z) }
    let tape = GradientTape()
    tape.watch(z)
    let loss = try tape.record { Loss.binaryCrossentropy()(Tensor([[1.0]]), try model(z)) }
    #expect(loss.number == 20)
    #expect(try tape.gradient(loss, z)[0][0].number == -1)
    let traced = Function("loss") { (z: Tensor) in
      Loss.binaryCrossentropy()(Tensor([[1.0]]), try model(z))
    }
    #expect(try traced(z).number == 20)
  }

  @Test func `probabilities that are watched themselves have their gradient`() throws {
    let p = sigmoid(Tensor([[0.0]]))
    let tape = GradientTape()
    tape.watch(p)
    let loss = tape.record { Loss.binaryCrossentropy()(Tensor([[1.0]]), p) }
    #expect(abs(try tape.gradient(loss, p)[0][0].number + 2) < 1e-5)
  }

  @Test func `probabilities of probabilities keep no chain of tensors`() {
    var p = Tensor([0.0, 1.0])
    for _ in 0..<3 { p = softmax(p) }
    var length = 0
    var next = p.value.logits?.tensor
    while let tensor = next {
      length += 1
      next = tensor.value.logits?.tensor
    }
    #expect(length <= 1)
  }

  @Test func `Adam learns from features that reach to 255`() async {
    // In its own process, since the seed is the whole program's.
    await #expect(processExitsWith: .success) {
      setRandomSeed(1)
      let (count, classes, features) = (600, 10, 64)
      let labels = (0..<count).map { Int32($0 % classes) }
      var x: [Float] = []
      for row in 0..<count {
        for column in 0..<features {
          let pattern = (Int(labels[row]) + 1) * (column + 3) * 37 % 251
          let noise = (row * 7 + column * 13) % 52
          x.append(Float(pattern) * 0.8 + Float(noise))
        }
      }
      let model = Sequential([
        Dense(128, activation: .relu), Dense(classes, activation: .softmax),
      ])
      model.compile(
        optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"])
      let history = try model.fit(
        Tensor(x, shape: [count, features]), Tensor(labels, shape: [count]), epochs: 10,
        verbose: .silent)
      // Keras 2.1 reaches 1; of the probabilities alone it stays at 0.1.
      #expect(history["accuracy"].last! > 0.99)
    }
  }
}
