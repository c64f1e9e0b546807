/// The curve of a classifier that is traced while a threshold falls from 1 to 0.
public enum ClassifierCurve: String, Sendable, Hashable, CaseIterable {
  /// The true positive rate against the false positive rate: the receiver operating characteristic.
  case roc = "ROC"
  /// Precision against recall: the fraction of the predicted positives that are positive, against
  /// the fraction of the positives that are predicted.
  case precisionRecall = "PR"
}

/// How the area between two points of a curve is computed.
public enum AreaSummation: String, Sendable, Hashable, CaseIterable {
  /// Under a straight line; for precision, which is not linear between points, with counts that
  /// grow evenly.
  ///
  /// - **Source:** Davis and Goadrich, 2006, "The relationship between precision-recall and ROC
  ///   curves".
  case interpolation
  /// Under the lower of the two: a lower bound.
  case minoring
  /// Under the higher of the two: an upper bound.
  case majoring
}

/// The area under a curve, from counts at fixed thresholds over many batches.
private final class AreaUnderCurve: Metric {
  private let curve: ClassifierCurve
  private let summation: AreaSummation
  private let thresholds: [Double]
  /// The weighted counts above each threshold: true positives in the first row, false positives in
  /// the second.
  private let counts: Variable

  init(
    _ curve: ClassifierCurve, _ summation: AreaSummation, inner: [Double], name: String
  ) {
    self.curve = curve
    self.summation = summation
    // All predictions are above the first threshold, so its counts are those of all examples:
    // negatives need no counts of their own.
    thresholds = [-lossEpsilon] + inner.sorted() + [1 + lossEpsilon]
    counts = Variable(sum: "counts_above_thresholds", shape: [2, inner.count + 2])
    super.init(name: name)
  }

  override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let matrix = ConfusionMatrix("metric '\(name)'", yTrue, yPred, sampleWeight: sampleWeight)
    let isAbove = expandDims(matrix.p, axis: -1) > Tensor(thresholds.map { Float($0) })
    let positives = cast(matrix.isPositive, to: .float32)
    let sides = stack([positives, 1 - positives], axis: 0)
    counts.assignAdd(
      matmul(matrix.weights.map { sides * $0 } ?? sides, cast(isAbove, to: .float32)))
  }

  override var isBetterWhenLarger: Bool? { true }

  override var result: Tensor {
    let counts = counts.tensor
    let (truePositives, falsePositives) = (counts[0], counts[1])
    let predicted = truePositives + falsePositives
    let recall = quotient(truePositives, truePositives[0])
    switch (curve, summation) {
    case (.roc, _):
      return area(under: recall, along: quotient(falsePositives, falsePositives[0]))
    case (.precisionRecall, .interpolation):
      return areaOfEvenCounts(truePositives, predicted)
    case (.precisionRecall, _):
      return area(under: quotient(truePositives, predicted), along: recall)
    }
  }

  private func area(under y: Tensor, along x: Tensor) -> Tensor {
    let (left, right) = (y[..<(-1)], y[1...])
    let height =
      switch summation {
      case .interpolation: (left + right) / 2
      case .minoring: minimum(left, right)
      case .majoring: maximum(left, right)
      }
    return ((x[..<(-1)] - x[1...]) * height).sum()
  }

  /// The area under precision along recall, where true positives t and predicted positives p grow
  /// evenly between two thresholds: t = a + s p, with the integral of t / p · s dp = s (Δt + a
  /// log(p₁ / p₀)).
  private func areaOfEvenCounts(_ t: Tensor, _ p: Tensor) -> Tensor {
    let (from, to) = (p[1...], p[..<(-1)])
    let change = t[..<(-1)] - t[1...]
    let slope = quotient(change, maximum(to - from, 0))
    let start = t[1...] - slope * from
    let ratio = select(logicalAnd(to > 0, from > 0), quotient(to, from), 1)
    return quotient(slope * (change + start * log(ratio)), t[0]).sum()
  }

  override var config: Config {
    super.config.merging([
      "metric": "auc", "curve": .string(curve.rawValue),
      "summation_method": .string(summation.rawValue),
      "thresholds": .list(thresholds.dropFirst().dropLast().map { .double($0) }),
    ])
  }
}

extension Metric {
  /// The area under a curve of a binary classifier: 1 if each positive has a larger probability
  /// than each negative; for `roc`, about a half if predictions are guesses.
  ///
  /// ```swift
  /// let metric = Metric.areaUnderCurve(thresholdCount: 3)
  /// metric.update(Tensor([0, 0, 1, 1]), Tensor([0.0, 0.5, 0.3, 0.9]))
  /// metric.result    // 0.75
  /// ```
  ///
  /// The exact area would need all predictions, sorted; for fixed thresholds, counts are enough.
  ///
  /// - Parameters:
  ///   - thresholdCount: the number of thresholds, evenly spaced from 0 to 1.
  /// - Precondition: there are at least two thresholds, and predictions are from 0 to 1.
  public static func areaUnderCurve(
    _ curve: ClassifierCurve = .roc, summation: AreaSummation = .interpolation,
    thresholdCount: Int = 200, name: String = "auc"
  ) -> Metric {
    // Probabilities near 1 are 2⁻²⁴ apart: more thresholds would tell no more of them apart.
    guard thresholdCount > 1, thresholdCount <= 1 << 24 else {
      misuse(
        "metric '\(name)'", "\(thresholdCount) thresholds",
        cure: "use two or more, and at most \(1 << 24)")
    }
    let inner = (1..<(thresholdCount - 1)).map { Double($0) / Double(thresholdCount - 1) }
    return AreaUnderCurve(curve, summation, inner: inner, name: name)
  }

  /// The area under a curve at given thresholds; one below 0 and one above 1 are added.
  public static func areaUnderCurve(
    _ curve: ClassifierCurve = .roc, summation: AreaSummation = .interpolation,
    thresholds: [Double], name: String = "auc"
  ) -> Metric {
    AreaUnderCurve(curve, summation, inner: thresholds, name: name)
  }
}
