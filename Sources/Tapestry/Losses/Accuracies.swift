// Accuracies: of how many examples the prediction is right. They differ in what a label is.

extension Metric {
  /// How many predictions are right, whatever the labels are.
  ///
  /// ```swift
  /// let metric = Metric.accuracy()
  /// metric.update(Tensor([2, 0]), Tensor([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]]))
  /// metric.result    // 0.5
  /// ```
  ///
  /// The shapes decide: one prediction for each example is a probability of yes; labels with a
  /// dimension less than the predictions, or with 1 in the last, are numbers of classes; others are
  /// zeros and a one. For several labels of each example, say so: `binaryAccuracy()`.
  public static func accuracy(name: String = "accuracy") -> Metric {
    MeanMetric(name: name, kind: ["metric": "accuracy"]) { yTrue, yPred in
      if yPred.rank == 0 || yPred.shape[-1] == 1 || (yPred.rank == 1 && yTrue.rank == 1) {
        return binaryMatches(yTrue, yPred, threshold: 0.5)
      }
      let isSparse = yTrue.rank < yPred.rank || yTrue.shape[-1] == 1
      return isSparse ? sparseMatches(yTrue, yPred) : categoricalMatches(yTrue, yPred)
    }
  }

  /// How many probabilities of yes are on the side of the threshold where their labels 0 or 1 are.
  public static func binaryAccuracy(
    threshold: Double = 0.5, name: String = "binary_accuracy"
  ) -> Metric {
    MeanMetric(
      name: name, kind: ["metric": "binary_accuracy", "threshold": .number(threshold)]
    ) { binaryMatches($0, $1, threshold: threshold) }
  }

  /// How many rows of scores are largest where their rows of labels are.
  public static func categoricalAccuracy(name: String = "categorical_accuracy") -> Metric {
    MeanMetric(name: name, kind: ["metric": "categorical_accuracy"], categoricalMatches)
  }

  /// How many rows of scores are largest at the class that their labels name.
  public static func sparseCategoricalAccuracy(
    name: String = "sparse_categorical_accuracy"
  ) -> Metric {
    MeanMetric(name: name, kind: ["metric": "sparse_categorical_accuracy"], sparseMatches)
  }
}

private func binaryMatches(_ yTrue: Tensor, _ yPred: Tensor, threshold: Double) -> Tensor {
  let (labels, p) = matchedPair("binary accuracy", yTrue, yPred)
  return cast(labels == cast(p > threshold, to: p.dtype), to: .float32).meanOfLast()
}

private func categoricalMatches(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  let (labels, scores) = matchedPair("categorical accuracy", yTrue, yPred)
  return cast(labels.argmax(axis: -1) == scores.argmax(axis: -1), to: .float32)
}

private func sparseMatches(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
  let (labels, scores) = matchedClasses("sparse categorical accuracy", yTrue, yPred)
  return cast(cast(labels, to: .int64) == scores.argmax(axis: -1), to: .float32)
}
