// A binary classifier's prediction is compared with a threshold, and then with its label. Most
// metrics of classifiers are quotients of the four counts that this gives, the confusion matrix.

/// The confusion matrix of a batch at any threshold.
struct ConfusionMatrix {
  /// One of the four counts.
  enum Cell: String {
    case truePositives = "true_positives"
    case falsePositives = "false_positives"
    case trueNegatives = "true_negatives"
    case falseNegatives = "false_negatives"
  }

  /// Which labels are positive, as a vector.
  let isPositive: Tensor
  /// The probabilities, as a vector.
  let p: Tensor
  /// The weights, as a vector; nil if all are 1.
  let weights: Tensor?

  /// - Parameters:
  ///   - topK: how many elements of each row may be predicted positive; the others count as
  ///     negative.
  ///   - classID: the only class that counts.
  init(
    _ operation: String, _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?,
    topK: Int? = nil, classID: Int? = nil
  ) {
    var (labels, p) = matchedPair(operation, yTrue, yPred)
    p = cast(p, to: .float32)
    Self.requireProbabilities(p, operation)
    if let topK {
      let isLarge = oneHot(Tapestry.topK(p, topK).indices, depth: p.shape[-1]).sum(axis: -2)
      p = select(isLarge > 0, p, -Double.infinity)
    }
    if let classID { (labels, p) = (labels[.ellipsis, classID], p[.ellipsis, classID]) }
    weights = sampleWeight.map {
      let fitting = matchedWeights(operation, $0, for: p)
      return reshape(broadcast(fitting, to: p.shape), [-1])
    }
    isPositive = reshape(cast(labels, to: .bool), [-1])
    self.p = reshape(p, [-1])
  }

  /// Stops the program at a prediction outside 0 to 1, such as a logit, which would be compared to
  /// thresholds of probabilities. In a graph, each run checks its predictions.
  private static func requireProbabilities(_ p: Tensor, _ operation: String) {
    let (least, greatest) = (p.min(), p.max())
    // NaN fails both comparisons.
    let condition = logicalAnd(least >= 0, greatest <= 1)
    _ = bind(
      Assertion(
        operation: operation, message: "predictions whose minimum and maximum are",
        cure: "give probabilities, from 0 to 1: apply sigmoid or softmax to logits", shownCount: 1),
      [condition, least, greatest])
  }

  /// One of the counts, weighted: a number for each threshold, or a scalar for one threshold.
  func count(of cell: Cell, above thresholds: [Double]) -> Tensor {
    let isPredicted =
      thresholds.count == 1
      ? p > thresholds[0] : p > Tensor(thresholds.map { [Float($0)] })
    let isCounted =
      switch cell {
      case .truePositives: logicalAnd(isPositive, isPredicted)
      case .falsePositives: logicalAnd(logicalNot(isPositive), isPredicted)
      case .trueNegatives: logicalNot(logicalOr(isPositive, isPredicted))
      case .falseNegatives: logicalAnd(isPositive, logicalNot(isPredicted))
      }
    let ones = cast(isCounted, to: .float32)
    return (weights.map { ones * $0 } ?? ones).sum(axis: -1)
  }
}

/// The threshold of a metric that predicts the largest elements of each row positive, whatever they
/// are. The others are -infinity, so any finite number tells them apart.
private let noThreshold = -Double.greatestFiniteMagnitude

/// Whether a number can be a threshold of probabilities, or stands for none in a configuration.
func isThreshold(_ number: Double) -> Bool { 0...1 ~= number || number == noThreshold }

/// A count of the confusion matrix, or its fraction of the sum of itself and another.
private final class ConfusionMatrixMetric: Metric {
  private let kind: String
  private let cells: [ConfusionMatrix.Cell]
  private let thresholds: [Double]
  private let topK: Int?
  private let classID: Int?
  private let counts: [Variable]

  init(
    _ kind: String, _ cells: [ConfusionMatrix.Cell], _ thresholds: [Double]?, topK: Int? = nil,
    classID: Int? = nil, name: String?
  ) {
    self.kind = kind
    self.cells = cells
    self.thresholds = thresholds ?? [topK == nil ? 0.5 : noThreshold]
    self.topK = topK
    self.classID = classID
    guard !self.thresholds.isEmpty else {
      misuse("metric '\(kind)'", "no thresholds", cure: "give at least one, such as 0.5")
    }
    if let wrong = self.thresholds.first(where: { !isThreshold($0) }) {
      misuse(
        "metric '\(kind)'", "the threshold \(wrong) for probabilities",
        cure: "give numbers from 0 to 1")
    }
    let shape: Shape = self.thresholds.count == 1 ? [] : [self.thresholds.count]
    counts = cells.map { Variable(sum: $0.rawValue, shape: shape) }
    super.init(name: name ?? kind)
  }

  override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let matrix = ConfusionMatrix(
      "metric '\(name)'", yTrue, yPred, sampleWeight: sampleWeight, topK: topK, classID: classID)
    for (cell, count) in zip(cells, counts) {
      count.assignAdd(matrix.count(of: cell, above: thresholds))
    }
  }

  /// More true positives or negatives are better, as a count and as a fraction.
  override var isBetterWhenLarger: Bool? {
    [.truePositives, .trueNegatives].contains(cells[0])
  }

  override var result: Tensor {
    counts.count == 1
      ? counts[0].tensor : quotient(counts[0], counts[0] + counts[1])
  }

  override var config: Config {
    let config = super.config.merging([
      "metric": .string(kind), "thresholds": .doubles(thresholds),
    ])
    guard cells.count > 1 else { return config }
    return config.merging([
      "top_k": topK.map { .int($0) } ?? .none, "class_id": classID.map { .int($0) } ?? .none,
    ])
  }
}

extension Metric {
  /// The fraction of the predicted positives that are positive.
  ///
  /// ```swift
  /// let metric = Metric.precision()
  /// metric.update(Tensor([0, 1, 1, 1]), Tensor([1.0, 0.0, 1.0, 1.0]))
  /// metric.result    // 0.6666667
  /// ```
  ///
  /// - Parameters:
  ///   - thresholds: the thresholds above which probabilities are predicted positive; 0.5 if none
  ///     are given.
  ///   - topK: how many of the largest elements of each row can be predicted positive; without
  ///     thresholds, all of these are.
  ///   - classID: the only class that counts.
  /// - Precondition: predictions and thresholds are from 0 to 1.
  /// - **Shapes:** the result is a scalar for one threshold, otherwise [thresholds].
  public static func precision(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric(
      "precision", [.truePositives, .falsePositives], thresholds, topK: topK, classID: classID,
      name: name)
  }

  /// The fraction of the positives that are predicted positive. Its parameters are those of
  /// `precision`.
  public static func recall(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric(
      "recall", [.truePositives, .falseNegatives], thresholds, topK: topK, classID: classID,
      name: name)
  }

  /// The number of examples that are predicted positive and are positive.
  public static func truePositives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric("true_positives", [.truePositives], thresholds, name: name)
  }

  /// The number of examples that are predicted positive and are negative.
  public static func falsePositives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric("false_positives", [.falsePositives], thresholds, name: name)
  }

  /// The number of examples that are predicted negative and are negative.
  public static func trueNegatives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric("true_negatives", [.trueNegatives], thresholds, name: name)
  }

  /// The number of examples that are predicted negative and are positive.
  public static func falseNegatives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    ConfusionMatrixMetric("false_negatives", [.falseNegatives], thresholds, name: name)
  }
}
