import TestSupport
import Testing

@testable import Tapestry

// What `fit` does, in one file: its options share the recorded models and what is known of them.
struct FitTests {
  private typealias Recorded = ModelRecording.Fit

  /// The model of a recorded case, compiled.
  private static func model(_ name: String) -> Model {
    switch name {
    case "class weights", "class and sample weights":
      let model = Sequential([Dense(3, activation: .softmax)])
      model.compile(
        optimizer: "sgd", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"])
      return model
    case "two outputs", "metrics for each output":
      let (a, b) = (Input([3], name: "a"), Input([3], name: "b"))
      let shared = Dense(4, activation: .tanh, name: "shared")
      let left = Dense(1, name: "left")(shared(a))
      let both = Dense(2, name: "both")(shared(b))
      let model = Model(inputs: [a, b], outputs: [left, both])
      if name == "two outputs" {
        model.compile(
          optimizer: "sgd", losses: ["mse", "mae"], lossWeights: [1, 0.5], metrics: ["mae"])
      } else {
        model.compile(
          optimizer: "sgd", losses: ["mse", "mse"], outputMetrics: [["mae"], ["mse", "mape"]])
      }
      return model
    case "a layer called twice":
      let a = Input([3], name: "a")
      let twice = Dense(3, activation: .tanh, name: "twice")
      let model = Model(inputs: a, outputs: Dense(1, name: "end")(twice(twice(a))))
      model.compile(optimizer: "sgd", loss: "mse")
      return model
    default:
      let isRegularized = name == "regularized"
      let model = Sequential([
        Dense(
          4, activation: .tanh, kernelRegularizer: isRegularized ? .l2(0.1) : nil,
          biasRegularizer: isRegularized ? .l1(0.05) : nil),
        Dense(1),
      ])
      let optimizer: any OptimizerConvertible =
        switch name {
        case "momentum": SGD(learningRate: 0.05, momentum: 0.9)
        case "adam", "rmsprop": name
        default: "sgd"
        }
      model.compile(
        optimizer: optimizer.optimizer, loss: "mse", metrics: ["mae"],
        weightedMetrics: name == "sample weights" ? ["mse"] : [])
      return model
    }
  }

  private static func fit(_ model: Model, _ name: String, _ recorded: Recorded) throws -> History {
    let epochs = recorded.epochs.last! + 1
    let (x, y) = (recorded.inputs.map(\.tensor), recorded.targets.map(\.tensor))
    return try model.fit(
      x, y, batchSize: 4, epochs: epochs, verbose: .silent,
      validationSplit: name == "validation split" ? 0.3 : 0,
      validationData: recorded.validation.map { ([$0[0].tensor], [$0[1].tensor]) },
      shuffle: name != "in order", classWeight: name.hasPrefix("class") ? [1: 2, 2: 0.5] : nil,
      sampleWeight: recorded.weights?.tensor, initialEpoch: recorded.epochs[0])
  }

  private static func expectClose(_ got: Double, _ expected: Double, _ what: String) {
    #expect(abs(got - expected) <= 2e-6 * max(abs(expected), 0.1), "\(what): \(got), \(expected)")
  }

  private static func compare(_ name: String, _ recorded: Recorded) throws {
    let model = model(name)
    let (x, y) = (recorded.inputs.map(\.tensor), recorded.targets.map(\.tensor))
    if model is Sequential { model.build(inputShape: x[0].shape) }
    try model.setWeights(recorded.before.map(\.tensor))
    let history = try fit(model, name, recorded)
    #expect(history.epochs == recorded.epochs, "\(name)")
    #expect(Set(history.names) == Set(recorded.history.keys), "\(name)")
    for (measure, values) in recorded.history {
      #expect(history[measure].count == values.count, "\(name), \(measure)")
      for (epoch, (got, expected)) in zip(history[measure], values).enumerated() {
        expectClose(got, expected, "\(name), \(measure), epoch \(epoch)")
      }
    }
    for (weight, expected) in zip(model.weights, recorded.after) {
      let difference = abs(weight - expected.tensor).max().number
      #expect(difference <= 1e-6, "\(name), weights: \(weight), \(expected.tensor)")
    }
    let report = try model.evaluate(
      x, y, batchSize: 4, sampleWeight: recorded.weights?.tensor)
    #expect(Set(report.values.map(\.name)) == Set(recorded.tested.keys))
    for (measure, value) in report.values {
      expectClose(value, recorded.tested[measure] ?? .nan, "\(name), tested, \(measure)")
    }
    for (got, expected) in zip(try model.predict(x, batchSize: 4), recorded.predicted) {
      expectRecorded(got, expected, "\(name), predictions")
    }
  }

  private static func compareAll() throws {
    let fits = ModelRecording.recorded.fits
    #expect(fits.count == 15)
    for (name, recorded) in fits {
      setRandomSeed(42)
      try compare(name, recorded)
    }
  }

  @Test func `losses, metrics, weights and predictions are Keras's`() async {
    // In its own process, since the seed of the shuffles is the whole program's.
    await #expect(processExitsWith: .success) { try FitTests.compareAll() }
  }

  private static func compareOrders() throws {
    setRandomSeed(42)
    let x = Tensor.range(10)[.all, .newAxis]
    let recorded = ModelRecording.recorded.orders
    for _ in 0..<2 {
      let data = ExamplesInMemory(
        Batch(inputs: [x], targets: [x]), batchSize: 4, shuffled: true)
      #expect(data.batchCount == 3)
      for order in recorded {
        data.startEpoch()
        var batches: [[Int]] = []
        while let batch = data.next() {
          batches.append(batch.inputs[0].scalars(as: Int32.self).map { Int($0) })
        }
        #expect(batches.map(\.count) == [4, 4, 2])
        #expect(batches.flatMap { $0 } == order)
      }
      // A fit takes nothing from the program's numbers.
      #expect(RandomState.shared.globalSeed == 42)
    }
  }

  @Test func `the orders of a shuffled fit are TensorFlow's, the same in each fit`() async {
    #expect(ModelRecording.recorded.orders[0] == [7, 3, 0, 4, 5, 8, 1, 9, 6, 2])
    await #expect(processExitsWith: .success) { try FitTests.compareOrders() }
  }

  @Test func `examples that are fewer than a batch are one`() throws {
    let model = try oneWeightModel(1)
    let history = try model.fit(
      Tensor([[1.0]]), Tensor([[3.0]]), epochs: 2, verbose: .silent)
    #expect(history["loss"] == [4, 0])
    #expect(history.names == ["loss"])
    #expect(history["nothing"].isEmpty)
    #expect(try model.predict(Tensor([[2.0]]), batchSize: Int.max).count == 1)
  }

  @Test func `a negative epoch stops`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try oneWeightModel(1).fit(
          Tensor([[1.0]]), Tensor([[3.0]]), verbose: .silent, initialEpoch: Int.min)
      },
      "fit: initialEpoch is -9223372036854775808", "cure: count epochs from 0")
  }

  @Test func `training for no epochs leaves the model unchanged`() throws {
    let model = try oneWeightModel(1)
    let history = try model.fit(
      Tensor([[1.0]]), Tensor([[3.0]]), epochs: 3, verbose: .silent, initialEpoch: 5)
    #expect(history.epochs.isEmpty)
    #expect(model.onlyWeight == 1)
  }

  @Test func `metrics are reset in each epoch and in each test`() throws {
    let model = try oneWeightModel(1, learningRate: 0)
    model.compile(optimizer: SGD(learningRate: 0), loss: "mse", metrics: ["mae"])
    let (x, y) = (Tensor([[1.0], [2.0]]), Tensor([[2.0], [4.0]]))
    let history = try model.fit(x, y, batchSize: 1, epochs: 3, verbose: .silent)
    #expect(history["mae"] == [1.5, 1.5, 1.5])
    #expect(try model.evaluate(x[..<1], y[..<1])["mae"] == 1)
    #expect(try model.evaluate(x[1...], y[1...])["mae"] == 2)
  }

  @Test func `inputs and targets whose numbers differ stop with both shapes`() async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(Tensor.ones([3, 1]), Tensor.ones([2, 1]))
      },
      "one.fit: inputs of shapes [(3, 1)] and targets of shapes [(2, 1)]",
      "give the same number of examples in each")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(Tensor.ones([3, 1]), Tensor.ones([3, 1]), batchSize: 0)
      },
      "one: batchSize is 0", "give at least 1")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([3, 1]), Tensor.ones([3, 1]), validationSplit: 0.9)
      },
      "one.fit: validationSplit is 0.9 of 3 examples", "leaves examples on both sides")
    // As texts, since what is passed to the other process is encoded as JSON.
    for part in ["-inf", "-1.0", "1.0", "1e+308", "inf", "nan"] {
      expectMessage(
        await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
          [part = part as String] in
          try oneWeightModel().fit(
            Tensor.ones([3, 1]), Tensor.ones([3, 1]), validationSplit: Double(part)!)
        },
        "one.fit: validationSplit is \(part) of 3 examples", "give a number between 0 and 1")
    }
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try oneWeightModel().evaluate(
          Tensor.ones([3, 1]), Tensor.ones([3, 1]), sampleWeight: Tensor.ones([2]))
      },
      "one.evaluate: weights of shape (2,) for 3 examples", "give one weight for each example")
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        try oneWeightModel().fit(
          Tensor.ones([3, 1]), Tensor.ones([3, 1]), sampleWeight: Tensor.ones([4]))
      },
      "one.fit: weights of shape (4,) for 3 examples", "give one weight for each example")
  }

  @Test func `a metric starts every epoch with what it was made with`() throws {
    final class Lowest: Metric {
      let low = Variable(Double.infinity, trainable: false)
      override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
        low.assign(minimum(low, yPred.min()))
      }
      override var result: Tensor { low.tensor }
    }
    final class LowestLate: Metric {
      var low: Variable?
      override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
        let low = low ?? Variable(Double.infinity, trainable: false)
        self.low = low
        low.assign(minimum(low, yPred.min()))
      }
      override var result: Tensor { low!.tensor }
    }
    let model = Sequential([Dense(1, useBias: false, kernelInitializer: .constant(1))])
    model.compile(
      optimizer: SGD(learningRate: 0), loss: "mse",
      metrics: [Lowest(name: "lowest"), LowestLate(name: "late")])
    let history = try model.fit(
      reshape(Tensor.range(1.0, 9.0), [8, 1]), Tensor.zeros([8, 1]), batchSize: 4, epochs: 2,
      verbose: .silent)
    #expect(history["lowest"] == [1, 1])
    #expect(history["late"] == [1, 1])
  }

  @Test func `accuracy with binary_crossentropy counts each label separately`() throws {
    let model = Sequential([Dense(3, useBias: false, kernelInitializer: .identity())])
    model.compile(
      optimizer: SGD(learningRate: 0), loss: "binary_crossentropy", metrics: ["accuracy", "acc"])
    let report = try model.evaluate(
      Tensor([[0.9, 0.1, 0.8], [0.2, 0.7, 0.6]]), Tensor([[1.0, 0, 1], [0, 1, 0]]))
    #expect(Int(report["accuracy"]! * 1000) == 833)
    #expect(report["acc"] == report["accuracy"])
  }
}
