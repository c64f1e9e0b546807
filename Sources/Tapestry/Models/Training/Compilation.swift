/// How a model is trained: the optimizer, the losses, and the metrics.
public final class Compilation {
  /// The optimizer that updates the weights.
  public let optimizer: Optimizer
  /// One loss for each output.
  public let losses: [Loss]
  /// The weight of each loss in the sum.
  public let lossWeights: [Double]
  /// The names of the outputs, which reports use if there are several.
  public let outputNames: [String]
  /// The names of the losses that a step returns: that of the total and, if there are several
  /// outputs, those of each.
  let lossNames: [String]
  let outputMetrics: OutputMetrics
  let steps: TrainingSteps
  /// The progress of training.
  let progress: TrainingProgress
  private let trainable: TrainableLayers
  private var hasWarned = false

  init(
    _ model: Model, optimizer: Optimizer, losses: [Loss], lossWeights: [Double],
    outputNames: [String], outputMetrics: [OutputMetric]
  ) {
    self.optimizer = optimizer
    self.losses = losses
    self.lossWeights = lossWeights
    self.outputNames = outputNames
    lossNames = ["loss"] + (outputNames.count > 1 ? outputNames.map { $0 + "_loss" } : [])
    self.outputMetrics = OutputMetrics(outputMetrics, beside: lossNames)
    trainable = TrainableLayers(of: model)
    steps = TrainingSteps(model, optimizer, losses, lossWeights, self.outputMetrics, trainable)
    progress = TrainingProgress(steps)
  }

  /// Warns, once, that freezing a layer takes effect only at the next `compile`.
  func warnOfFrozenLayers(in model: Model) {
    guard !hasWarned, trainable.differ(from: model) else { return }
    hasWarned = true
    writeToStandardError(
      "warning: Discrepancy between trainable weights and collected trainable weights, did you set "
        + "`isTrainable` without calling `compile` after?\n")
  }

  /// The metrics, in the order of the reports.
  public var metrics: [Metric] { outputMetrics.all.map(\.metric) }

  /// The names of the values in an epoch's report, in order.
  public var reportNames: [String] { lossNames + outputMetrics.all.map(\.name) }
}

extension Model {
  /// Configures the model for training.
  ///
  /// The layers that are frozen now stay so: a layer that is frozen afterwards is trained until the
  /// model is compiled again, and `fit` warns of it.
  ///
  /// ```swift
  /// model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae"])
  /// model.compile(optimizer: Adam(learningRate: 0.01), loss: .huber(delta: 2))
  /// ```
  ///
  /// - Parameters:
  ///   - loss: what training minimizes; for several outputs, the sum of the losses of each.
  ///   - metrics: the metrics of each output.
  ///   - weightedMetrics: metrics that use the weights of the examples.
  ///
  /// - Precondition: every name is that of an optimizer, a loss or a metric; the message lists the
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

  /// Configures a model of several outputs for training, with a loss for each.
  ///
  /// ```swift
  /// model.compile(
  ///   optimizer: "adam", losses: ["mse", "binary_crossentropy"], lossWeights: [1, 0.5])
  /// model.compile(losses: ["mse", "mae"], outputMetrics: [["mae"], []])
  /// ```
  ///
  /// - Parameters:
  ///   - lossWeights: the weight of each loss in the sum; by default 1.
  ///   - metrics: the metrics of each output.
  ///   - outputMetrics: the metrics of each output, in place of `metrics`.
  ///
  /// - Precondition: there is one loss for each output, and one weight for each loss.
  public func compile(
    optimizer: some OptimizerConvertible = "rmsprop", losses: [Loss],
    lossWeights: [Double]? = nil, metrics: [any MetricConvertible] = [],
    outputMetrics: [[any MetricConvertible]]? = nil,
    weightedMetrics: [any MetricConvertible] = []
  ) {
    // What a subclass computes is not known before it runs: it is taken to have as many outputs as
    // losses.
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
    let each = outputMetrics ?? OutputMetric.repeated(metrics, for: names, model: name)
    let weighted = OutputMetric.repeated(weightedMetrics, for: names, model: name)
    compilation = Compilation(
      self, optimizer: optimizer.optimizer, losses: losses, lossWeights: weights,
      outputNames: names,
      outputMetrics: OutputMetric.all(of: names, each, losses, isWeighted: false)
        + OutputMetric.all(of: names, weighted, losses, isWeighted: true))
  }

  /// The names of the outputs, as Keras gives them: those of the layers that compute them. Nil for
  /// a subclass, whose outputs are not known before it is run.
  var outputNames: [String]? {
    if self is Sequential { return ["output_1"] }
    guard let description else { return nil }
    var counts: [String: Int] = [:]
    return description.outputs.map { output in
      let name = output.call?.layer.name ?? output.input!.name
      defer { counts[name, default: 0] += 1 }
      return counts[name].map { "\(name)_\($0)" } ?? name
    }
  }

  /// The optimizer that updates the weights in training.
  ///
  /// ```swift
  /// model.optimizer.learningRate.assign(0.05)
  /// ```
  ///
  /// - Precondition: the model has been compiled.
  /// - **Source:** book, chapter 3, section 1.
  public var optimizer: Optimizer { compiled("optimizer").optimizer }

  /// The compilation, for a method that needs it. Stops the program if there is none.
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
