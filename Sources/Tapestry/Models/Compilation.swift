/// How a model is trained: the optimizer, what it makes small, and what is measured besides.
public final class Compilation {
  /// What changes the weights.
  public let optimizer: Optimizer
  /// One loss for each output, or one for all.
  public let losses: [Loss]
  /// What each loss counts in the sum.
  public let lossWeights: [Double]
  /// What is measured besides, of the first output.
  public let metrics: [Metric]
  let steps: TrainingSteps

  init(
    _ model: Model, optimizer: Optimizer, losses: [Loss], lossWeights: [Double], metrics: [Metric]
  ) {
    self.optimizer = optimizer
    self.losses = losses
    self.lossWeights = lossWeights
    self.metrics = metrics
    steps = TrainingSteps(model, optimizer, losses, lossWeights, metrics)
  }

  /// The names of what an epoch reports, in the order in which it does.
  var reportNames: [String] { ["loss"] + metrics.map(\.name) }
}

extension Model {
  /// Says how the model is to be trained.
  ///
  /// ```swift
  /// model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae"])
  /// model.compile(optimizer: Adam(learningRate: 0.01), loss: .huber(delta: 2))
  /// ```
  ///
  /// Traps: names that there are not, with those that there are.
  /// Source: book, chapter 3, section 1.
  public func compile(
    optimizer: some OptimizerConvertible = "rmsprop", loss: Loss,
    metrics: [any MetricConvertible] = []
  ) {
    compile(optimizer: optimizer, losses: [loss], metrics: metrics)
  }

  /// Says how a model of several outputs is to be trained: with a loss for each, or one for all.
  ///
  /// ```swift
  /// model.compile(optimizer: "adam", losses: ["mse", "binary_crossentropy"], lossWeights: [1, 0.5])
  /// ```
  ///
  /// Traps: if there is not one weight for each loss.
  public func compile(
    optimizer: some OptimizerConvertible = "rmsprop", losses: [Loss],
    lossWeights: [Double]? = nil, metrics: [any MetricConvertible] = []
  ) {
    let weights = lossWeights ?? losses.map { _ in 1 }
    guard !losses.isEmpty, weights.count == losses.count else {
      misuse(
        name, "\(weights.count) weights for \(losses.count) losses",
        cure: "give at least one loss, and a weight for each or none")
    }
    compilation = Compilation(
      self, optimizer: optimizer.optimizer, losses: losses, lossWeights: weights,
      metrics: metrics.map(\.metric))
  }

  /// What changes the weights in training.
  ///
  /// ```swift
  /// model.optimizer.learningRate.assign(0.05)
  /// ```
  ///
  /// Traps: before `compile`.
  /// Source: book, chapter 3, section 1.
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

/// An optimizer, or the name of one.
public protocol OptimizerConvertible {
  /// The optimizer.
  var optimizer: Optimizer { get }
}

extension Optimizer: OptimizerConvertible {
  /// The optimizer itself.
  public var optimizer: Optimizer { self }
}

extension String: OptimizerConvertible {
  /// The optimizer of this name, with what it does unless told otherwise.
  ///
  /// Traps: if there is none, with those that there are.
  public var optimizer: Optimizer {
    do {
      return try Optimizer.named(self)
    } catch {
      misuse("compile", error.problem, cure: error.cure)
    }
  }
}

/// A metric, or the name of one.
public protocol MetricConvertible {
  /// The metric.
  var metric: Metric { get }
}

extension Metric: MetricConvertible {
  /// The metric itself.
  public var metric: Metric { self }
}

extension String: MetricConvertible {
  /// The metric of this name, with what it does unless told otherwise.
  ///
  /// Traps: if there is none, with those that there are.
  public var metric: Metric {
    do {
      return try Metric.named(self)
    } catch {
      misuse("compile", error.problem, cure: error.cure)
    }
  }
}
