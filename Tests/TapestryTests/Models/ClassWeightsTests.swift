import TestSupport
import Testing

@testable import Tapestry

/// The weights of classes and examples in `fit`.
struct ClassWeightsTests {
  @Test func `class weights stop the program where an example has no one class`() async {
    // TensorFlow 2.1.0: "`class_weight` not supported for 3+ dimensional targets."
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([2, 3, 1]), Tensor.ones([2, 3, 1]), classWeight: [1: 10])
      },
      "one.fit: classWeight for targets of shape (2, 3, 1)",
      "give targets with one class for each example, of shape (2,), (2, 1) or (2, classes); or the "
        + "weights as sampleWeight, of shape (2, 3)")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([2, 3, 1]), Tensor.ones([2, 3, 4]), classWeight: [1: 10])
      },
      "one.fit: classWeight for targets of shape (2, 3, 4)",
      "give targets with one class for each example")
    // TensorFlow 2.1.0: "Unknown entries in class_weight dictionary".
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try ClassWeightsTests.twoOutputs().fit(
          [Tensor.ones([3, 1])], [Tensor.ones([3, 1]), Tensor.ones([3, 1])], classWeight: [1: 10])
      },
      "two.fit: classWeight for the targets of 2 outputs",
      "give the examples' weights as sampleWeight, of shape (3,), which counts for all outputs")
  }

  @Test func `class weights stop the program beside weights that are not one for each example`()
    async
  {
    // The shape is the one that was given, before the validation's examples are split off.
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([4, 1]), Tensor.ones([4, 1]), validationSplit: 0.25, classWeight: [1: 10],
          sampleWeight: Tensor.ones([4, 1]))
      },
      "one.fit: classWeight with sampleWeight of shape (4, 1)",
      "give one weight for each example: reshape(sampleWeight, [4])")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([4, 1]), Tensor.ones([4, 1]), classWeight: [1: 10],
          sampleWeight: Tensor.ones([4, 2]))
      },
      "one.fit: classWeight with sampleWeight of shape (4, 2)",
      "give one weight for each example, of shape (4,), or no classWeight")
  }

  private static func twoOutputs() -> Model {
    let x = Input([1])
    let model = Model(
      inputs: [x],
      outputs: ["a", "b"].map { Dense(1, kernelInitializer: .ones, name: $0)(x) }, name: "two")
    model.compile(optimizer: SGD(learningRate: 0), losses: ["mse", "mse"])
    return model
  }

  /// A model of one sigmoid, which does not learn.
  private static func sigmoid() -> Model {
    let model = Sequential([Dense(1, activation: .sigmoid, kernelInitializer: .ones)])
    model.compile(optimizer: SGD(learningRate: 0), loss: "binary_crossentropy")
    return model
  }

  @Test func `weights of examples, steps, classes and several outputs weigh as TensorFlow's`()
    throws
  {
    let (x, y) = (reshape(Tensor.range(0.0, 3.0), [3, 1]), Tensor([[0.0], [1.0], [1.0]]))
    let weights = Tensor([1.0, 2.0, 3.0])
    let both = try Self.sigmoid().fit(
      x, y, verbose: .silent, classWeight: [0: 10], sampleWeight: weights)
    #expect(abs(both["loss"][0] - 2.6462597846984863) < 1e-6)
    let classes = try Self.sigmoid().fit(
      x, reshape(y, [3]), verbose: .silent, classWeight: [0: 10])
    #expect(abs(classes["loss"][0] - 2.4572203159332275) < 1e-6)

    // With sample_weight_mode='temporal'.
    let steps = reshape(Tensor.range(0.0, 6.0), [2, 3, 1])
    let targets = Tensor([[[0], [1], [1]], [[1], [0], [1]]], dtype: .float32)
    let perStep = try Self.sigmoid().fit(
      steps, targets, verbose: .silent, sampleWeight: Tensor([[1.0, 2, 3], [4, 5, 6]]))
    #expect(abs(perStep["loss"][0] - 3.6709744930267334) < 1e-6)
    let perExample = try Self.sigmoid().fit(
      steps, targets, verbose: .silent, sampleWeight: Tensor([1.0, 2]))
    #expect(abs(perExample["loss"][0] - 1.546707034111023) < 1e-6)

    // With the same weights for each output.
    let outputs = try Self.twoOutputs().fit(
      [x], [Tensor([[1.0], [0.0], [1.0]]), Tensor.ones([3, 1])], verbose: .silent,
      sampleWeight: weights)
    #expect(abs(outputs["loss"][0] - 3.3333334922790527) < 1e-6)
    #expect(abs(outputs["a_loss"][0] - 2) < 1e-6 && abs(outputs["b_loss"][0] - 4.0 / 3) < 1e-6)
  }
}
