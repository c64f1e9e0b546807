// Accuracies: the fraction of examples whose prediction is right. They differ in the form of the
// labels.

extension Metric {
  /// The fraction of right predictions, whatever the form of the labels.
  ///
  /// ```swift
  /// let metric = Metric.accuracy()
  /// metric.update(Tensor([2, 0]), Tensor([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]]))
  /// metric.result    // 0.5
  /// ```
  ///
  /// The shapes decide: one prediction for each example is a probability; labels with one dimension
  /// less than the predictions, or with a last dimension of 1, are class indices; others are
  /// one-hot rows. If each example has several labels, use `binaryAccuracy()`. With the loss
  /// "binary_crossentropy", the name "accuracy" means that.
  public static func accuracy(name: String = "accuracy") -> Metric {
    accuracyMetric(name, ["metric": "accuracy"]) { yTrue, yPred in
      if yPred.rank == 0 || yPred.shape[-1] == 1 || (yPred.rank == 1 && yTrue.rank == 1) {
        return binaryMatches(name, yTrue, yPred, threshold: 0.5)
      }
      let isSparse = yTrue.rank < yPred.rank || yTrue.shape[-1] == 1
      return isSparse ? sparseMatches(name, yTrue, yPred) : categoricalMatches(name, yTrue, yPred)
    }
  }

  /// The fraction of probabilities that are on the same side of the threshold as their labels, 0 or
  /// 1.
  public static func binaryAccuracy(
    threshold: Double = 0.5, name: String = "binary_accuracy"
  ) -> Metric {
    accuracyMetric(name, ["metric": "binary_accuracy", "threshold": .double(threshold)]) {
      binaryMatches(name, $0, $1, threshold: threshold)
    }
  }

  /// The fraction of rows of scores that are largest where their rows of labels are.
  public static func categoricalAccuracy(name: String = "categorical_accuracy") -> Metric {
    accuracyMetric(name, ["metric": "categorical_accuracy"]) {
      categoricalMatches(name, $0, $1)
    }
  }

  /// The fraction of rows of scores that are largest at the class of their label.
  public static func sparseCategoricalAccuracy(
    name: String = "sparse_categorical_accuracy"
  ) -> Metric {
    accuracyMetric(name, ["metric": "sparse_categorical_accuracy"]) {
      sparseMatches(name, $0, $1)
    }
  }

  /// The fraction of rows of scores in which the class of the row of labels is among the `k`
  /// largest.
  public static func topKCategoricalAccuracy(
    k: Int = 5, name: String = "top_k_categorical_accuracy"
  ) -> Metric {
    accuracyMetric(name, ["metric": "top_k_categorical_accuracy", "k": .int(k)]) {
      let (labels, scores) = matchedPair("metric '\(name)'", $0, $1)
      return amongLargest(k, labels.argmax(axis: -1), scores)
    }
  }

  /// The fraction of rows of scores in which the class of the label is among the `k` largest.
  public static func sparseTopKCategoricalAccuracy(
    k: Int = 5, name: String = "sparse_top_k_categorical_accuracy"
  ) -> Metric {
    accuracyMetric(name, ["metric": "sparse_top_k_categorical_accuracy", "k": .int(k)]) {
      let (labels, scores) = matchedClasses("metric '\(name)'", $0, $1)
      return amongLargest(k, labels, scores)
    }
  }
}

private func accuracyMetric(
  _ name: String, _ config: Config, _ matches: @escaping (Tensor, Tensor) -> Tensor
) -> Metric {
  MeanMetric(name: name, config, isBetterWhenLarger: true, matches)
}

private func binaryMatches(_ name: String, _ yTrue: Tensor, _ yPred: Tensor, threshold: Double)
  -> Tensor
{
  let (labels, p) = matchedPair("metric '\(name)'", yTrue, yPred)
  return cast(labels == cast(p > threshold, to: p.dtype), to: .float32).meanOfLast()
}

private func categoricalMatches(_ name: String, _ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  let (labels, scores) = matchedPair("metric '\(name)'", yTrue, yPred)
  return cast(labels.argmax(axis: -1) == scores.argmax(axis: -1), to: .float32)
}

private func sparseMatches(_ name: String, _ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  let (labels, scores) = matchedClasses("metric '\(name)'", yTrue, yPred)
  return cast(cast(labels, to: .int64) == scores.argmax(axis: -1), to: .float32)
}

/// Whether fewer than k scores of the row are larger than that of the label. Nothing is sorted, a
/// tie counts as right, and a row with a score that is infinite or NaN as wrong.
private func amongLargest(_ k: Int, _ labels: Tensor, _ scores: Tensor) -> Tensor {
  let own = element(labels, of: scores)
  let larger = cast(scores > expandDims(own, axis: -1), to: .float32).sum(axis: -1)
  return cast(logicalAnd(larger < k, isFinite(scores).all(axis: -1)), to: .float32)
}
