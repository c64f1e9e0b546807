// Yes or no: a prediction is compared with a threshold, and then with its label. Of the four outcomes
// most numbers about classifiers are made.

/// What a yes or no turns out to be.
enum Outcome: String {
  case truePositives = "true_positives"
  case falsePositives = "false_positives"
  case trueNegatives = "true_negatives"
  case falseNegatives = "false_negatives"
}

/// Probabilities of a batch beside what is true, without shape.
struct Answers {
  let isTrue: Tensor
  let p: Tensor
  let weights: Tensor?

  /// - Parameters:
  ///   - topK: how many of each row may be yes; the others become no.
  ///   - classID: the only place of each row that counts.
  init(
    _ operation: String, _ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?,
    topK: Int? = nil, classID: Int? = nil
  ) {
    var (labels, p) = matchedPair(operation, yTrue, yPred)
    p = cast(p, to: .float32)
    if let topK {
      let isLarge = oneHot(Tapestry.topK(p, topK).indices, depth: p.shape[-1]).sum(axis: -2)
      p = select(isLarge > 0, p, -Double.infinity)
    }
    if let classID { (labels, p) = (labels[.ellipsis, classID], p[.ellipsis, classID]) }
    weights = sampleWeight.map {
      let fitting = matchedWeights(operation, $0, for: p)
      return reshape(broadcast(fitting, to: p.shape), [-1])
    }
    isTrue = reshape(cast(labels, to: .bool), [-1])
    self.p = reshape(p, [-1])
  }

  /// How many have an outcome, by weight.
  ///
  /// Shapes: one number for each threshold; a scalar for one threshold.
  func count(_ outcome: Outcome, above thresholds: [Double]) -> Tensor {
    let isYes =
      thresholds.count == 1
      ? p > thresholds[0] : p > Tensor(thresholds.map { [Float($0)] })
    let isOutcome =
      switch outcome {
      case .truePositives: logicalAnd(isTrue, isYes)
      case .falsePositives: logicalAnd(logicalNot(isTrue), isYes)
      case .trueNegatives: logicalNot(logicalOr(isTrue, isYes))
      case .falseNegatives: logicalAnd(isTrue, logicalNot(isYes))
      }
    let ones = cast(isOutcome, to: .float32)
    return (weights.map { ones * $0 } ?? ones).sum(axis: -1)
  }
}

/// How often an outcome is, or what part it makes of itself and another.
private final class OutcomeMetric: Metric {
  private let kind: String
  private let outcomes: [Outcome]
  private let thresholds: [Double]
  private let topK: Int?
  private let classID: Int?
  private let counts: [Variable]

  init(
    _ kind: String, _ outcomes: [Outcome], _ thresholds: [Double]?, topK: Int? = nil,
    classID: Int? = nil, name: String?
  ) {
    self.kind = kind
    self.outcomes = outcomes
    // Those outside the largest are -infinity, so that any number tells them apart.
    self.thresholds = thresholds ?? [topK == nil ? 0.5 : -Double.greatestFiniteMagnitude]
    self.topK = topK
    self.classID = classID
    guard !self.thresholds.isEmpty else {
      misuse("metric '\(kind)'", "no thresholds", cure: "give at least one, such as 0.5")
    }
    let shape: Shape = self.thresholds.count == 1 ? [] : [self.thresholds.count]
    counts = outcomes.map { Variable(sum: $0.rawValue, shape: shape) }
    super.init(name: name ?? kind)
  }

  override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let answers = Answers(
      "metric '\(name)'", yTrue, yPred, sampleWeight: sampleWeight, topK: topK, classID: classID)
    for (outcome, count) in zip(outcomes, counts) {
      count.assignAdd(answers.count(outcome, above: thresholds))
    }
  }

  override var result: Tensor {
    counts.count == 1
      ? counts[0].tensor : quotient(counts[0], counts[0] + counts[1])
  }

  override var config: Config {
    let config = super.config.merging([
      "metric": .string(kind), "thresholds": .doubles(thresholds),
    ])
    guard outcomes.count > 1 else { return config }
    return config.merging([
      "top_k": topK.map { .int($0) } ?? .none, "class_id": classID.map { .int($0) } ?? .none,
    ])
  }
}

extension Metric {
  /// How many of the examples that are predicted yes are yes.
  ///
  /// ```swift
  /// let metric = Metric.precision()
  /// metric.update(Tensor([0, 1, 1, 1]), Tensor([1.0, 0.0, 1.0, 1.0]))
  /// metric.result    // 0.6666667
  /// ```
  ///
  /// Shapes: the result is a scalar for one threshold, else [thresholds].
  ///
  /// - Parameters:
  ///   - thresholds: above which probabilities are a yes; 0.5 if none are given.
  ///   - topK: only so many largest of each row can be a yes; each of them is if no thresholds are
  ///     given.
  ///   - classID: the only place of each row that counts.
  public static func precision(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric(
      "precision", [.truePositives, .falsePositives], thresholds, topK: topK, classID: classID,
      name: name)
  }

  /// How many of the examples that are yes are predicted yes. Its parameters are those of
  /// `precision`.
  public static func recall(
    thresholds: [Double]? = nil, topK: Int? = nil, classID: Int? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric(
      "recall", [.truePositives, .falseNegatives], thresholds, topK: topK, classID: classID,
      name: name)
  }

  /// How many are predicted yes and are yes.
  public static func truePositives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric("true_positives", [.truePositives], thresholds, name: name)
  }

  /// How many are predicted yes and are no.
  public static func falsePositives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric("false_positives", [.falsePositives], thresholds, name: name)
  }

  /// How many are predicted no and are no.
  public static func trueNegatives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric("true_negatives", [.trueNegatives], thresholds, name: name)
  }

  /// How many are predicted no and are yes.
  public static func falseNegatives(
    thresholds: [Double]? = nil, name: String? = nil
  ) -> Metric {
    OutcomeMetric("false_negatives", [.falseNegatives], thresholds, name: name)
  }
}
