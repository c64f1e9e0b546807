import TestSupport
import Testing

@testable import Tapestry

struct LossTests {
  @Test(arguments: LossRecording.recorded.losses)
  func `values, weighted sums and means are TensorFlow's`(_ recorded: RecordedLoss) throws {
    let loss = try Loss.made(from: recorded.config.config)
    let (y, p) = (recorded.yTrue.tensor, recorded.yPred.tensor)
    let (weights, rowWeights) = (recorded.weights.tensor, recorded.rowWeights.tensor)
    let sum = loss.reduced(.sum)
    expectRecorded(loss.values(y, p), recorded.values, "values")
    expectRecorded(loss.reduced(.none)(y, p), recorded.values, "no reduction")
    expectRecorded(loss(y, p), recorded.mean, "mean")
    expectRecorded(loss(y, p, sampleWeight: weights), recorded.weightedMean, "weighted mean")
    expectRecorded(sum(y, p), recorded.sum, "sum")
    expectRecorded(sum(y, p, sampleWeight: weights), recorded.weightedSum, "weighted sum")
    expectRecorded(
      loss(y, p, sampleWeight: rowWeights), recorded.rowWeightedMean, "weighted rows")
  }

  @Test(arguments: LossRecording.recorded.losses)
  func `gradients are TensorFlow's, eager and traced`(_ recorded: RecordedLoss) throws {
    let loss = try Loss.made(from: recorded.config.config)
    @Sendable func lossAndGradient(_ y: Tensor, _ p: Tensor, _ w: Tensor) throws -> [Tensor] {
      let tape = GradientTape()
      tape.watch(p)
      let total = tape.record { loss(y, p, sampleWeight: w) }
      return [total, try tape.gradient(total, p)]
    }
    let (y, p, w) = (recorded.yTrue.tensor, recorded.yPred.tensor, recorded.weights.tensor)
    let eager = try lossAndGradient(y, p, w)
    expectRecorded(eager[1], recorded.gradient, "gradient")
    expectSame(try Function("step", lossAndGradient)(y, p, w), eager)
  }

  @Test func `labels of a different type take the predictions' type`() {
    let p = Tensor([[0.5], [2.0]])
    expectEqual(Loss.meanSquaredError(Tensor([[1], [2]]), p), Tensor(0.125))
    let double = Tensor([[1.0], [2.0]], dtype: .float64)
    expectEqual(Loss.meanSquaredError(double, p), Tensor(0.125))
    #expect(Loss.meanSquaredError(p, double, sampleWeight: Tensor(1.0)).dtype == .float64)
  }

  @Test func `the loss of no examples is 0`() throws {
    let none = Tensor.zeros([0, 2])
    #expect(Loss.meanSquaredError(none, none).number == 0)
    #expect(Loss.binaryCrossentropy()(none, none, sampleWeight: Tensor.zeros([0])).number == 0)
    let traced = Function("loss") { (x: Tensor) in Loss.huber()(x, x) }
    #expect(try traced(none).number == 0)
  }

  @Test func `a custom loss gets both in one shape`() {
    let quantile = Loss("quantile", reduction: .sum) { yTrue, yPred in
      let error = yTrue - yPred
      return maximum(0.75 * error, -0.25 * error).mean(axis: -1)
    }
    let (y, p) = (Tensor([1.0, 2.0]), Tensor([[0.0], [4.0]]))
    expectEqual(quantile.values(y, p), Tensor([0.75, 0.5]))
    expectEqual(quantile(y, p), Tensor(1.25))
    expectEqual(quantile(y, p, sampleWeight: Tensor([2.0, 0.0])), Tensor(1.5))
  }

  @Test(arguments: [
    ("mse", "mean_squared_error"), ("MSE", "mean_squared_error"), ("mae", "mean_absolute_error"),
    ("MAPE", "mean_absolute_percentage_error"), ("msle", "mean_squared_logarithmic_error"),
    ("huber", "huber_loss"), ("logcosh", "logcosh"), ("bce", "binary_crossentropy"),
    ("kld", "kullback_leibler_divergence"),
    ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
  ])
  func `a name stands for a loss`(_ name: String, _ loss: String) throws {
    #expect(try Loss(named: name).name == loss)
    #expect(Loss(stringLiteral: name).name == loss)
  }

  @Test func `names are given once`() {
    let names = Loss.registry.entries.flatMap(\.names)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: Loss.registry.entries.map(\.names[0]))
  func `a configuration gives the same loss`(_ name: String) throws {
    let config = try Loss(named: name).reduced(.sum).config
    #expect(try Loss.made(from: config).config == config)
  }

  @Test func `parameters are kept in configurations`() throws {
    for loss: Loss in [
      .huber(delta: 2), .cosineSimilarity(axis: 0),
      .binaryCrossentropy(fromLogits: true, labelSmoothing: 0.25),
      .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.25),
      .sparseCategoricalCrossentropy(fromLogits: true),
    ] {
      #expect(try Loss.made(from: loss.config).config == loss.config)
    }
    #expect(
      "\(Loss.huber(delta: 2).config)"
        == "{'name': 'huber_loss', 'reduction': 'sum_over_batch_size', 'delta': 2.0}")
  }

  @Test func `what configurations get wrong is named`() {
    #expect(throws: UnknownName.self) { try Loss.made(from: ["name": "mine"]) }
    #expect(throws: UnknownName.self) { try Loss.made(from: ["name": "mse", "reduction": "max"]) }
    #expect(throws: ConfigError.self) { try Loss.made(from: [:]) }
    #expect(throws: ConfigError.self) { try Loss.made(from: ["name": "huber_loss", "delta": "1"]) }
    #expect(throws: ConfigError.self) {
      try Loss.made(from: ["name": "binary_crossentropy", "label_smoothing": 2])
    }
  }

  @Test func `a misspelt name lists the names`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = ("mean_square_error" as Loss)
      },
      "Loss: there is no loss 'mean_square_error'",
      "cure: did you mean 'mean_squared_error'? the names are mean_squared_error, mse, MSE")
  }

  @Test func `a label smoothing that is not a fraction stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Loss.binaryCrossentropy(labelSmoothing: 20)
      },
      "a label smoothing of 20.0", "cure: give a number from 0 to 1")
  }
}
