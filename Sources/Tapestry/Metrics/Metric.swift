/// A number about predictions that is followed over many batches.
///
/// ```swift
/// let metric = Metric.binaryAccuracy()
/// metric.update(Tensor([[1.0], [0.0]]), Tensor([[0.9], [0.6]]))
/// metric.update(Tensor([[1.0], [1.0]]), Tensor([[0.8], [0.7]]))
/// metric.result    // 0.75
/// metric.reset()
/// model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae", Metric.rootMeanSquaredError()])
/// ```
///
/// What it remembers of the batches are variables, so that `update` can be part of a traced step.
/// The mean of the batches' values would be another number: the last batch is often smaller.
///
/// Source: document 001, utilizing tf.keras for training.
open class Metric: Module {
  /// The name, as histories and progress bars show it.
  public let name: String

  /// A metric.
  public init(name: String) {
    self.name = name
  }

  // MARK: What a metric of one's own overrides

  /// Adds a batch to what is remembered.
  open func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what it remembers of a batch",
      cure: "override accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?)")
  }

  /// The number for all batches since the start or the latest reset.
  open var result: Tensor {
    misuse(
      "metric '\(name)'", "\(type(of: self)) does not say what its result is",
      cure: "override result")
  }

  /// What the metric was made with, to make another like it.
  ///
  /// ```swift
  /// let same = try Metric.made(from: metric.config)
  /// ```
  open var config: Config { ["metric": "custom", "name": .string(name)] }

  // MARK: Following

  /// Adds a batch of labels and predictions.
  ///
  /// Weights: a scalar, one for each example, or one for each value.
  /// Traps: if the shapes do not belong together.
  public func update(
    _ yTrue: some TensorConvertible, _ yPred: some TensorConvertible,
    sampleWeight: (any TensorConvertible)? = nil
  ) {
    accumulate(yTrue.tensor, yPred.tensor, sampleWeight: sampleWeight?.tensor)
  }

  /// Forgets all batches.
  public func reset() {
    for variable in variables {
      variable.assign(Tensor.zeros(variable.shape, dtype: variable.dtype))
    }
  }
}

extension Variable {
  /// A sum over batches, which training leaves alone.
  convenience init(sum name: String, shape: Shape = []) {
    self.init(Tensor.zeros(shape), name: "\(name):0", trainable: false)
  }
}
