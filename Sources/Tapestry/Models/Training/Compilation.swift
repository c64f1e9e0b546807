/// How a model is trained: the optimizer, what it makes small, and what is measured besides.
public final class Compilation {
  /// What changes the weights.
  public let optimizer: Optimizer
  /// One loss for each output.
  public let losses: [Loss]
  /// What each loss counts in the sum.
  public let lossWeights: [Double]
  /// The names of the outputs, as reports use them if there are several.
  public let outputNames: [String]
  /// The names of the losses that a step returns: that of all, and of several outputs each one's.
  let lossNames: [String]
  let measures: Measures
  let steps: TrainingSteps
  /// How far the training has come.
  let progress: TrainingProgress
  private let trainable: TrainableLayers
  private var hasWarned = false

  init(
    _ model: Model, optimizer: Optimizer, losses: [Loss], lossWeights: [Double],
    outputNames: [String], measures: [Measure]
  ) {
    self.optimizer = optimizer
    self.losses = losses
    self.lossWeights = lossWeights
    self.outputNames = outputNames
    lossNames = ["loss"] + (outputNames.count > 1 ? outputNames.map { $0 + "_loss" } : [])
    self.measures = Measures(measures)
    trainable = TrainableLayers(of: model)
    steps = TrainingSteps(model, optimizer, losses, lossWeights, self.measures, trainable)
    progress = TrainingProgress(steps)
  }

  /// Says, once, that freezing a layer waits for the next `compile`.
  func warnOfFrozenLayers(in model: Model) {
    guard !hasWarned, trainable.differ(from: model) else { return }
    hasWarned = true
    writeToStandardError(
      "warning: Discrepancy between trainable weights and collected trainable weights, did you set "
        + "`isTrainable` without calling `compile` after?\n")
  }

  /// What is measured besides the losses.
  public var metrics: [Metric] { measures.all.map(\.metric) }

  /// The names of what an epoch reports, in the order in which it does.
  public var reportNames: [String] { lossNames + measures.all.map(\.name) }
}

extension Model {
  /// Says how the model is to be trained.
  ///
  /// Which layers are frozen is decided here: one that is frozen afterwards is trained until the
  /// model is compiled again, and `fit` warns of it.
  ///
  /// ```swift
  /// model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae"])
  /// model.compile(optimizer: Adam(learningRate: 0.01), loss: .huber(delta: 2))
  /// ```
  ///
  /// - Parameters:
  ///   - loss: what training makes small; of several outputs, the sum of each one's.
  ///   - metrics: what is measured besides, of each output.
  ///   - weightedMetrics: what is measured with the weights of the examples.
  ///
  /// - Precondition: every name is one of an optimizer, a loss or a metric; the message lists the
  ///   names.
  /// - **Source:** book, chapter 3, section 1.
  public func compile(
    optimizer: some OptimizerConvertible = "rmsprop", loss: Loss,
    metrics: [any MetricConvertible] = [], weightedMetrics: [any MetricConvertible] = []
  ) {
    let names = outputNames ?? ["output_1"]
    compile(
      optimizer: optimizer, losses: names.map { _ in loss }, metrics: metrics,
      weightedMetrics: weightedMetrics)
  }

  /// Says how a model of several outputs is to be trained: with a loss for each.
  ///
  /// ```swift
  /// model.compile(optimizer: "adam", losses: ["mse", "binary_crossentropy"], lossWeights: [1, 0.5])
  /// model.compile(losses: ["mse", "mae"], outputMetrics: [["mae"], []])
  /// ```
  ///
  /// - Parameters:
  ///   - lossWeights: what each loss counts in the sum; 1 unless said otherwise.
  ///   - metrics: what is measured besides, of each output.
  ///   - outputMetrics: for each output what is measured of it, in place of `metrics`.
  ///
  /// - Precondition: there is one loss for each output, and one weight for each loss.
  public func compile(
    optimizer: some OptimizerConvertible = "rmsprop", losses: [Loss],
    lossWeights: [Double]? = nil, metrics: [any MetricConvertible] = [],
    outputMetrics: [[any MetricConvertible]]? = nil,
    weightedMetrics: [any MetricConvertible] = []
  ) {
    // What a subclass computes is not known before it is run: it has as many outputs as losses.
    let names = outputNames ?? losses.indices.map { "output_\($0 + 1)" }
    let weights = lossWeights ?? losses.map { _ in 1 }
    guard losses.count == names.count, weights.count == losses.count, !losses.isEmpty else {
      misuse(
        name,
        "\(losses.count) losses with \(weights.count) weights for \(names.count) outputs",
        cure: "give one loss for each output, and a weight for each or none; "
          + "the same for all: compile(loss:)")
    }
    if let outputMetrics, outputMetrics.count != names.count {
      misuse(
        name, "\(outputMetrics.count) lists of metrics for \(names.count) outputs",
        cure: "give one list for each output, an empty one for none")
    }
    let each = outputMetrics ?? Measure.repeated(metrics, for: names, model: name)
    let weighted = Measure.repeated(weightedMetrics, for: names, model: name)
    compilation = Compilation(
      self, optimizer: optimizer.optimizer, losses: losses, lossWeights: weights,
      outputNames: names,
      measures: Measure.all(of: names, each, losses, isWeighted: false)
        + Measure.all(of: names, weighted, losses, isWeighted: true))
  }

  /// The names of the outputs, as Keras gives them: those of the layers that compute them. Nil for
  /// a subclass, whose outputs are not known before it is run.
  private var outputNames: [String]? {
    if self is Sequential { return ["output_1"] }
    guard let description else { return nil }
    var counts: [String: Int] = [:]
    return description.outputs.map { output in
      let name = output.call?.layer.name ?? output.input!.name
      defer { counts[name, default: 0] += 1 }
      return counts[name].map { "\(name)_\($0)" } ?? name
    }
  }

  /// What changes the weights in training.
  ///
  /// ```swift
  /// model.optimizer.learningRate.assign(0.05)
  /// ```
  ///
  /// - Precondition: the model has been compiled.
  /// - **Source:** book, chapter 3, section 1.
  public var optimizer: Optimizer { compiled("optimizer").optimizer }

  /// How the model is trained, for a method that needs to know.
  func compiled(_ method: String) -> Compilation {
    guard let compilation else {
      misuse(
        "\(name).\(method)", "the model has not been compiled",
        cure: "say first how it is to be trained: "
          + "model.compile(optimizer: \"sgd\", loss: \"mse\")")
    }
    return compilation
  }
}
