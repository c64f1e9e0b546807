/// The mean of numbers over many batches.
///
/// ```swift
/// let loss = MeanMetric(name: "loss")
/// loss.update(Tensor([1.0, 3.0]))
/// loss.update(Tensor(5.0))
/// loss.result    // 3
/// ```
///
/// - **Source:** document 001, utilizing tf.keras for training.
public class MeanMetric: Metric {
  private let values: ((_ yTrue: Tensor, _ yPred: Tensor) -> Tensor)?
  private let parameters: Config
  private let growsWhenBetter: Bool?
  private let total = Variable(sum: "total")
  private let count = Variable(sum: "count")

  /// The mean of the numbers that are passed to `update(_:)`.
  public override convenience init(name: String = "mean") {
    self.init(name: name, ["metric": "mean"], nil)
  }

  /// The mean of a function of labels and predictions.
  ///
  /// ```swift
  /// MeanMetric(name: "bias") { yTrue, yPred in yPred - yTrue }
  /// ```
  ///
  /// - Parameter values: computes the numbers from labels and predictions. If their shapes differ
  ///   by a last dimension of 1, both are passed with it.
  public convenience init(
    name: String, _ values: @escaping (_ yTrue: Tensor, _ yPred: Tensor) -> Tensor
  ) {
    self.init(name: name, ["metric": "custom"]) { yTrue, yPred in
      let pair = alignedPair(yTrue, yPred)
      return values(pair.yTrue, pair.yPred)
    }
  }

  init(
    name: String, _ parameters: Config, isBetterWhenLarger: Bool? = nil,
    _ values: ((Tensor, Tensor) -> Tensor)?
  ) {
    self.values = values
    growsWhenBetter = isBetterWhenLarger
    self.parameters = parameters
    super.init(name: name)
  }

  /// Adds numbers.
  ///
  /// ```swift
  /// loss.update(batchLoss, sampleWeight: Tensor(32.0))  // the mean loss of 32 examples
  /// ```
  ///
  /// Weights: a scalar, one for each row, or one for each number.
  public func update(
    _ values: some TensorConvertible, sampleWeight: (any TensorConvertible)? = nil
  ) {
    add(values.tensor, sampleWeight: sampleWeight?.tensor)
  }

  public override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    guard let values else {
      misuse(
        "metric '\(name)'", "labels and predictions for a mean of numbers",
        cure: "update(numbers), or say which: MeanMetric(name: \"\(name)\") { yTrue, yPred in … }")
    }
    add(values(yTrue, yPred), sampleWeight: sampleWeight)
  }

  private func add(_ values: Tensor, sampleWeight: Tensor?) {
    let values = cast(values, to: .float32)
    guard let sampleWeight else {
      total.assignAdd(values.sum())
      count.assignAdd(values.count)
      return
    }
    let weights = broadcast(
      matchedWeights("metric '\(name)'", sampleWeight, for: values), to: values.shape)
    total.assignAdd((values * weights).sum())
    count.assignAdd(weights.sum())
  }

  public override var isBetterWhenLarger: Bool? { growsWhenBetter }

  /// The mean of all numbers; 0 if there were none.
  public override var result: Tensor { quotient(total, count) }

  public override var config: Config { super.config.merging(parameters) }
}

/// The sum of numbers over many batches.
///
/// ```swift
/// let examples = SumMetric(name: "examples")
/// examples.update(Tensor([1.0, 3.0]))
/// examples.result    // 4
/// ```
public final class SumMetric: Metric {
  private let total = Variable(sum: "total")

  /// A sum that starts at 0.
  public override init(name: String = "sum") { super.init(name: name) }

  /// Adds numbers.
  ///
  /// Weights: a scalar, one for each row, or one for each number.
  public func update(
    _ values: some TensorConvertible, sampleWeight: (any TensorConvertible)? = nil
  ) {
    let values = cast(values, to: .float32)
    let weighted = sampleWeight.map {
      values * matchedWeights("metric '\(name)'", $0.tensor, for: values)
    }
    total.assignAdd((weighted ?? values).sum())
  }

  /// The sum of all numbers.
  public override var result: Tensor { total.tensor }

  public override var config: Config { super.config.merging(["metric": "sum"]) }
}

/// The root of the mean squared error.
private final class RootMeanSquaredError: MeanMetric {
  override var result: Tensor { sqrt(super.result) }
}

extension Metric {
  /// The mean of a loss over the examples of many batches.
  ///
  /// ```swift
  /// model.compile(optimizer: "sgd", loss: "mse", metrics: [Metric.mean(of: "mae")])
  /// ```
  public static func mean(of loss: Loss, name: String? = nil) -> Metric {
    MeanMetric(
      name: name ?? loss.name, loss.parameters.merging(["metric": .string(loss.name)]),
      isBetterWhenLarger: false, loss.values)
  }

  /// The root of the mean squared error, which is in the units of the labels.
  public static func rootMeanSquaredError(name: String = "root_mean_squared_error") -> Metric {
    RootMeanSquaredError(
      name: name, ["metric": "root_mean_squared_error"], isBetterWhenLarger: false
    ) {
      let pair = matchedPair("metric '\(name)'", $0, $1)
      return squaredDifference(pair.yPred, pair.yTrue)
    }
  }

  /// The mean cosine of the angle between labels and predictions: 1 for the same direction, where
  /// the loss of this name is -1.
  public static func cosineSimilarity(
    axis: Int = -1, name: String = "cosine_similarity"
  ) -> Metric {
    MeanMetric(
      name: name, ["metric": "cosine_similarity", "axis": .int(axis)], isBetterWhenLarger: true
    ) {
      let pair = matchedPair("metric '\(name)'", $0, $1)
      return cosine(pair.yTrue, pair.yPred, axis: axis)
    }
  }
}

/// The quotient, or 0 where the divisor is 0, as in the mean of no numbers.
func quotient(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  let b = b.tensor
  return select(b == 0, 0, a.tensor / b)
}
