/// A rate of a binary classifier at the threshold at which another rate has a required value.
///
/// All four counts are kept for each threshold, and the threshold is chosen from the counts of all
/// batches: the first at which the given rate is nearest to the required value.
private final class OperatingPoint: Metric {
  /// A rate: one count as a fraction of the sum of itself and another.
  enum Rate: String {
    case sensitivity, specificity, precision, recall

    var cells: (counted: ConfusionMatrix.Cell, other: ConfusionMatrix.Cell) {
      switch self {
      case .sensitivity, .recall: (.truePositives, .falseNegatives)
      case .specificity: (.trueNegatives, .falsePositives)
      case .precision: (.truePositives, .falsePositives)
      }
    }
  }

  private let sought, given: Rate
  private let value: Double
  private let thresholds: [Double]
  private let counts: [ConfusionMatrix.Cell: Variable]
  private static let cells: [ConfusionMatrix.Cell] = [
    .truePositives, .trueNegatives, .falsePositives, .falseNegatives,
  ]

  init(_ sought: Rate, at given: Rate, of value: Double, thresholdCount: Int, name: String?) {
    let kind = "\(sought)_at_\(given)"
    guard 0...1 ~= value else {
      misuse("metric '\(kind)'", "a \(given) of \(value)", cure: "give a number from 0 to 1")
    }
    // Probabilities near 1 are 2⁻²⁴ apart: more thresholds would tell no more of them apart.
    guard 1...(1 << 24) ~= thresholdCount else {
      misuse(
        "metric '\(kind)'", "\(thresholdCount) thresholds",
        cure: "use one or more, and at most \(1 << 24)")
    }
    self.sought = sought
    self.given = given
    self.value = value
    thresholds =
      thresholdCount == 1
      ? [0.5] : (0..<thresholdCount).map { Double($0) / Double(thresholdCount - 1) }
    counts = Dictionary(
      uniqueKeysWithValues: Self.cells.map {
        ($0, Variable(sum: $0.rawValue, shape: [thresholdCount]))
      })
    super.init(name: name ?? kind)
  }

  override func accumulate(_ yTrue: Tensor, _ yPred: Tensor, sampleWeight: Tensor?) {
    let matrix = ConfusionMatrix("metric '\(name)'", yTrue, yPred, sampleWeight: sampleWeight)
    for cell in Self.cells {
      let count = matrix.count(of: cell, above: thresholds)
      counts[cell]!.assignAdd(reshape(count, [thresholds.count]))
    }
  }

  override var isBetterWhenLarger: Bool? { true }

  override var result: Tensor {
    gather(rates(sought), abs(rates(given) - value).argmin())
  }

  private func rates(_ rate: Rate) -> Tensor {
    let (counted, other) = (counts[rate.cells.counted]!, counts[rate.cells.other]!)
    return quotient(counted, counted + other)
  }

  override var config: Config {
    super.config.merging([
      "metric": .string("\(sought)_at_\(given)"), given.rawValue: .double(value),
      "num_thresholds": .int(thresholds.count),
    ])
  }
}

extension Metric {
  /// The fraction of the positives that are predicted positive, where the given fraction of the
  /// negatives is predicted negative.
  ///
  /// ```swift
  /// let metric = Metric.sensitivity(atSpecificity: 0.4, thresholdCount: 1)
  /// metric.update(Tensor([0, 0, 1, 1]), Tensor([0.0, 0.5, 0.3, 0.9]))
  /// metric.result    // 0.5
  /// ```
  ///
  /// - Parameters:
  ///   - thresholdCount: the number of thresholds, evenly spaced from 0 to 1; a single one is 0.5.
  /// - Precondition: the specificity and the predictions are from 0 to 1, and there is a threshold.
  /// - **Source:** Keras 2.1.0. Keras 3 computes the largest sensitivity at a specificity of at
  ///   least the given one.
  public static func sensitivity(
    atSpecificity specificity: Double, thresholdCount: Int = 200, name: String? = nil
  ) -> Metric {
    OperatingPoint(
      .sensitivity, at: .specificity, of: specificity, thresholdCount: thresholdCount, name: name)
  }

  /// The fraction of the negatives that are predicted negative, where the given fraction of the
  /// positives is predicted positive. Its parameters are those of `sensitivity(atSpecificity:)`.
  public static func specificity(
    atSensitivity sensitivity: Double, thresholdCount: Int = 200, name: String? = nil
  ) -> Metric {
    OperatingPoint(
      .specificity, at: .sensitivity, of: sensitivity, thresholdCount: thresholdCount, name: name)
  }

  /// The fraction of the predicted positives that are positive, where the given fraction of the
  /// positives is predicted positive. Its parameters are those of `sensitivity(atSpecificity:)`.
  public static func precision(
    atRecall recall: Double, thresholdCount: Int = 200, name: String? = nil
  ) -> Metric {
    OperatingPoint(
      .precision, at: .recall, of: recall, thresholdCount: thresholdCount, name: name)
  }
}
