import TestSupport
import Testing

@testable import Tapestry

/// Batches in which examples have weights.
///
/// The expected numbers are those of TensorFlow 2.18.1 with `shuffle=False`; 2.1.0 has the same in
/// training. In testing, 2.1.0 divides the losses of batches by the number of batches, whatever
/// their sizes.
struct FitWeightedBatchesTests {
  private let x = Tensor([[0.25], [0.5], [0.75], [1.0], [1.25]])
  private let y = Tensor([[0.0], [1.0], [0.0], [1.0], [1.0]])
  private let weights = Tensor([1.0, 0.5, 2.0, 0.0, 0.25])
  private let v = Tensor([[1.25], [1.5], [1.75]])
  private let w = Tensor([[0.0], [1.0], [0.0]])
  private let validationWeights = Tensor([2.0, 0.0, 1.0])

  private var batches: Dataset<(Tensor, Tensor), Never> {
    Dataset.fromTensorSlices((x, y)).batch(2)
  }
  private var weighted: Dataset<(Tensor, Tensor, Tensor), Never> {
    Dataset.fromTensorSlices((x, y, weights)).batch(2)
  }
  private var testBatches: Dataset<(Tensor, Tensor), Never> {
    Dataset.fromTensorSlices((v, w)).batch(2)
  }
  private var weightedTestBatches: Dataset<(Tensor, Tensor, Tensor), Never> {
    Dataset.fromTensorSlices((v, w, validationWeights)).batch(2)
  }

  private func model() throws -> Sequential {
    let model = try oneWeightModel(0.5)
    model.compile(
      optimizer: SGD(learningRate: 0.25), loss: "mse", metrics: ["mae"], weightedMetrics: ["mse"])
    return model
  }

  private func expect(
    _ got: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      got.count == expected.count && zip(got, expected).allSatisfy { abs($0 - $1) < 2e-6 },
      "\(got), expected \(expected)", sourceLocation: sourceLocation)
  }

  private func expectTraining(_ history: History) {
    expect(history["loss"], [0.138054, 0.1343566])
    expect(history["mae"], [0.4511841, 0.4597823])
    expect(history["mse"], [0.184072, 0.1791421])
  }

  private func expectWeightedValidation(_ history: History) {
    expect(history["val_loss"], [0.4517893, 0.4184024])
    expect(history["val_mae"], [0.5673469, 0.5585342])
    expect(history["val_mse"], [0.4517893, 0.4184024])
  }

  /// Keras 2.1 reports the same names and values.
  @Test func `metrics of the same name are told apart by numbers`() throws {
    let (x, y) = (Tensor([[0.0], [2.0]]), Tensor([[0.0], [0.0]]))
    let model = Sequential([Dense(1, useBias: false, kernelInitializer: .ones)])
    model.compile(
      optimizer: SGD(learningRate: 0), loss: "mse", metrics: ["mae", "mae"],
      weightedMetrics: ["mae"])
    let history = try model.fit(
      x, y, epochs: 1, verbose: .silent, validationData: (x, y), sampleWeight: Tensor([1.0, 3.0]))
    #expect(
      history.names == [
        "loss", "mae", "mae_1", "mae_2", "val_loss", "val_mae", "val_mae_1", "val_mae_2",
      ])
    #expect(history["mae"] == [1] && history["mae_1"] == [1] && history["mae_2"] == [1.5])
    #expect(try model.evaluate(x, y)["mae_2"] == 1)
  }

  @Test func `weights of a dataset count in losses, weighted metrics and validations`() throws {
    let model = try model()
    let history = try model.fit(
      weighted, epochs: 2, verbose: .silent, validationData: weightedTestBatches)
    expectTraining(history)
    expectWeightedValidation(history)
    expect([model.onlyWeight], [0.4504018])
  }

  @Test func `weights of arrays count as those of a dataset do`() throws {
    let history = try model().fit(
      x, y, batchSize: 2, epochs: 2, verbose: .silent, validationData: (v, w),
      validationSampleWeight: validationWeights, shuffle: false, sampleWeight: weights)
    expectTraining(history)
    expectWeightedValidation(history)
  }

  @Test func `weights of a sequence count as those of a dataset do`() throws {
    let history = try model().fit(
      Array(weighted), epochs: 2, verbose: .silent, validationData: Array(weightedTestBatches))
    expectTraining(history)
    expectWeightedValidation(history)
  }

  @Test func `only training may be weighted, or only validation`() throws {
    let training = try model().fit(
      weighted, epochs: 2, verbose: .silent, validationData: testBatches)
    expectTraining(training)
    expect(training["val_loss"], [0.3672944, 0.3478231])
    expect(training["val_mse"], [0.3672944, 0.3478231])
    let validation = try model().fit(
      batches, epochs: 2, verbose: .silent, validationData: weightedTestBatches)
    expect(validation["loss"], [0.2001719, 0.1675887])
    expect(validation["val_loss"], [1.184392, 1.285489])
    expect(validation["val_mae"], [0.8033568, 0.8508759])
    expect(validation["val_mse"], [1.184392, 1.285489])
  }

  @Test func `an epoch of some steps continues with weighted batches`() throws {
    let history = try model().fit(
      weighted.repeat(), epochs: 2, stepsPerEpoch: 2, verbose: .silent,
      validationData: weightedTestBatches, validationSteps: 1)
    expect(history["loss"], [0.1559467, 0.1245137])
    expect(history["mse"], [0.1782248, 0.2134521])
    expect(history["val_loss"], [0.23456, 0.4041595])
  }

  @Test func `weighted batches are evaluated as weighted examples are`() throws {
    let model = try model()
    try model.setWeights([Tensor([[Float(0.4504018)]])])
    let reports = [
      try model.evaluate(x, y, batchSize: 2, sampleWeight: weights), try model.evaluate(weighted),
      try model.evaluate(Array(weighted)),
    ]
    for report in reports {
      expect(report.values.map(\.value), [0.1177594, 0.4423594, 0.1570125])
    }
  }

  @Test func `weights that do not fit stop the program`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let ones = Tensor.ones([4, 1])
        try oneWeightModel().fit(
          [(ones, ones, Tensor.ones([3]))], verbose: .silent)
      },
      "sample weights of shape (3,) for values of shape (4,)",
      "give one number for all, one for each example")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let ones = Tensor.ones([4, 1])
        try oneWeightModel().fit(
          ones, ones, verbose: .silent, validationData: (ones, ones),
          validationSampleWeight: Tensor.ones([3]))
      },
      "one.fit, validation: weights of shape (3,) for 4 examples",
      "give one weight for each example")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let ones = Tensor.ones([4, 1])
        try oneWeightModel().fit(
          ones, ones, verbose: .silent, validationSampleWeight: Tensor.ones([4]))
      },
      "one.fit: validationSampleWeight without validationData", "give validationData")
  }
}
