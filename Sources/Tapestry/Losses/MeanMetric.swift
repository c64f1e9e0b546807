/// The mean of numbers over many batches.
///
/// ```swift
/// let loss = MeanMetric(name: "loss")
/// loss.update(Tensor([1.0, 3.0]))
/// loss.update(Tensor(5.0))
/// loss.result    // 3
/// ```
///
/// Source: document 001, utilizing tf.keras for training.
public class MeanMetric: Metric {
  private let values: ((_ yTrue: Tensor, _ yPred: Tensor) -> Tensor)?
  private let kind: Config
  let total: Variable
  let count: Variable

  /// The mean of the numbers that `update(_:)` is given, or of a function of labels and predictions.
  ///
  /// ```swift
  /// MeanMetric(name: "bias") { yTrue, yPred in yPred - yTrue }
  /// ```
  public convenience init(
    name: String = "mean", _ values: ((_ yTrue: Tensor, _ yPred: Tensor) -> Tensor)? = nil
  ) {
    let aligned = values.map { values in
      { (yTrue: Tensor, yPred: Tensor) in
        let pair = alignedPair(yTrue, yPred)
        return values(pair.yTrue, pair.yPred)
      }
    }
    self.init(name: name, kind: ["metric": "mean"], aligned)
  }

  init(name: String, kind: Config, _ values: ((Tensor, Tensor) -> Tensor)?) {
    self.values = values
    self.kind = kind
    total = Variable(0.0, name: "total:0", trainable: false)
    count = Variable(0.0, name: "count:0", trainable: false)
    super.init(name: name)
  }

  /// The mean over examples of a loss.
  ///
  /// ```swift
  /// MeanMetric(of: .huber(delta: 2))
  /// ```
  public convenience init(of loss: Loss, name: String? = nil) {
    self.init(
      name: name ?? loss.name,
      kind: (["metric": .text(loss.name)] as Config).merging(loss.parameters), loss.values)
  }

  /// Adds numbers to the mean.
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
        cure: "update(numbers), or say what the numbers are: MeanMetric { yTrue, yPred in … }")
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
    let weights = matchedWeights("metric '\(name)'", sampleWeight, for: values)
    total.assignAdd((values * weights).sum())
    // A weight that stands for several values counts for each.
    count.assignAdd(weights.sum() * (Double(values.count) / Double(Swift.max(weights.count, 1))))
  }

  public override var result: Tensor { quotient(total, count) }

  public override var config: Config { kind.merging(super.config) }
}

/// The quotient, and 0 where the divisor is 0: a mean of nothing.
func quotient(_ a: some TensorConvertible, _ b: some TensorConvertible) -> Tensor {
  let b = b.tensor
  return select(b == 0, 0, a.tensor / b)
}
