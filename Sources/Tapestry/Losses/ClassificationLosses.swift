// Classification losses: cross-entropies of predicted probabilities, and hinge losses of scores.
//
// Probabilities are clipped away from 0 and 1 before their logarithms are taken, as in Keras, so
// that a confident mistake costs 16 and not infinity; but the gradient is 0 there, and nothing is
// learned from it. Logits, the numbers before sigmoid or softmax, need no clipping and lose
// nothing. So a cross-entropy of probabilities that know their logits is computed from these,
// whatever layer, activation or function made the probabilities.

extension Loss {
  /// The cross-entropy of probabilities for two classes: `-yTrue log(p) - (1 - yTrue) log(1 - p)`.
  ///
  /// ```swift
  /// Loss.binaryCrossentropy()(Tensor([[1.0], [0.0]]), Tensor([[0.5], [0.5]]))  // 0.693147
  /// ```
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are logits: p = sigmoid(yPred).
  ///   - labelSmoothing: how far labels are moved towards a half.
  public static func binaryCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> Loss {
    let name = "binary_crossentropy"
    return Loss(name, parameters: crossentropyParameters(fromLogits, labelSmoothing)) {
      let (scores, areLogits) = scores($1, .sigmoid, fromLogits: fromLogits)
      let (labels, x) = matchedPair("loss '\(name)'", $0, scores)
      let z = smoothed(labels, labelSmoothing, towards: 0.5)
      if areLogits { return sigmoidCrossEntropyWithLogits(labels: z, logits: x).meanOfLast() }
      let p = limited(x)
      return -(z * log(p + lossEpsilon) + (1 - z) * log(1 - p + lossEpsilon)).meanOfLast()
    }
  }

  /// The cross-entropy of probabilities for several classes: the sum of `-yTrue log(p)`.
  ///
  /// ```swift
  /// Loss.categoricalCrossentropy()(Tensor([[0.0, 1.0]]), Tensor([[0.5, 0.5]]))  // 0.6931472
  /// ```
  ///
  /// - Parameters:
  ///   - fromLogits: whether predictions are logits: p = softmax(yPred).
  ///   - labelSmoothing: how far labels are moved towards equal probabilities for all classes.
  /// - **Shapes:** [..., classes], both. Probabilities need not add up to 1: they are divided by
  ///   their sum.
  public static func categoricalCrossentropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0
  ) -> Loss {
    let name = "categorical_crossentropy"
    return Loss(name, parameters: crossentropyParameters(fromLogits, labelSmoothing)) {
      let (scores, areLogits) = scores($1, .softmax, fromLogits: fromLogits)
      let (labels, x) = matchedPair("loss '\(name)'", $0, scores)
      let z = smoothed(labels, labelSmoothing, towards: 1 / Double(x.shape[-1]))
      if areLogits { return softmaxCrossEntropyWithLogits(labels: z, logits: x) }
      return -(z * log(limited(x / x.sum(axis: -1, keepDims: true)))).sum(axis: -1)
    }
  }

  /// Like `categoricalCrossentropy`, but with class indices as labels: `-log(p[yTrue])`.
  ///
  /// ```swift
  /// Loss.sparseCategoricalCrossentropy()(Tensor([1]), Tensor([[0.5, 0.5]]))  // 0.6931472
  /// ```
  ///
  /// - Precondition: every label is the index of a class.
  /// - **Shapes:** labels [...] or [..., 1] for predictions [..., classes].
  public static func sparseCategoricalCrossentropy(fromLogits: Bool = false) -> Loss {
    let name = "sparse_categorical_crossentropy"
    return Loss(name, parameters: ["from_logits": .bool(fromLogits)]) { yTrue, yPred in
      let (scores, areLogits) = scores(yPred, .softmax, fromLogits: fromLogits)
      let (labels, x) = matchedClasses("loss '\(name)'", yTrue, scores)
      if areLogits { return sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: x) }
      let p = limited(x)
      return log(p.sum(axis: -1)) - log(element(labels, of: p))
    }
  }

  /// How far a score is from the right side of a margin: `max(1 - yTrue yPred, 0)` for labels -1
  /// and 1. Labels that are all 0 or 1 are converted to -1 and 1.
  public static let hinge = paired("hinge") {
    maximum(1 - signs($0) * $1, 0).meanOfLast()
  }

  /// The square of `hinge`, before the mean.
  public static let squaredHinge = paired("squared_hinge") {
    square(maximum(1 - signs($0) * $1, 0)).meanOfLast()
  }

  /// How far the score of the right class is from being 1 above the largest of the others.
  public static let categoricalHinge = paired("categorical_hinge") {
    let right = ($0 * $1).sum(axis: -1)
    let wrong = ((1 - $0) * $1).max(axis: -1)
    // At 0 the gradient goes to the first of two equal arguments: there the loss is flat, as in
    // Keras.
    return maximum(0, wrong - right + 1)
  }

  /// How much longer a message about `yTrue` is with a code made for `yPred`, in units of log 2
  /// bits: the sum of `yTrue log(yTrue / yPred)`.
  public static let kullbackLeiblerDivergence = paired("kullback_leibler_divergence") {
    let z = clip($0, min: lossEpsilon, max: 1)
    return (z * log(z / clip($1, min: lossEpsilon, max: 1))).sum(axis: -1)
  }
}

private func crossentropyParameters(_ fromLogits: Bool, _ labelSmoothing: Double) -> Config {
  guard labelSmoothing >= 0 && labelSmoothing <= 1 else {
    misuse(
      "Loss", "a label smoothing of \(labelSmoothing)", cure: "give a number from 0 to 1")
  }
  return ["from_logits": .bool(fromLogits), "label_smoothing": .double(labelSmoothing)]
}

/// What a cross-entropy is computed from: the predictions, or the logits that they know.
private func scores(
  _ predictions: Tensor, _ function: Logits.Function, fromLogits: Bool
) -> (scores: Tensor, areLogits: Bool) {
  if fromLogits { return (predictions, true) }
  let logits = predictions.logits(of: function)
  return (logits ?? predictions, logits != nil)
}

private func limited(_ p: Tensor) -> Tensor {
  clip(p, min: lossEpsilon, max: 1 - lossEpsilon)
}

private func smoothed(_ labels: Tensor, _ amount: Double, towards mean: Double) -> Tensor {
  amount == 0 ? labels : labels * (1 - amount) + amount * mean
}

/// Labels as -1 and 1. Whether all are 0 or 1 depends on the values, and so the check is part of a
/// graph.
private func signs(_ labels: Tensor) -> Tensor {
  let isBinary = logicalOr(labels == 0, labels == 1).all()
  return select(isBinary, 2 * labels - 1, labels)
}

// MARK: - By name

extension Loss {
  static let classification: [Registry<Loss>.Entry] = [
    .init(.binaryCrossentropy(), ["bce", "BCE"]) {
      .binaryCrossentropy(fromLogits: try $0.fromLogits, labelSmoothing: try $0.labelSmoothing)
    },
    .init(.categoricalCrossentropy(), []) {
      .categoricalCrossentropy(fromLogits: try $0.fromLogits, labelSmoothing: try $0.labelSmoothing)
    },
    .init(.sparseCategoricalCrossentropy(), []) {
      .sparseCategoricalCrossentropy(fromLogits: try $0.fromLogits)
    },
    .init(.hinge), .init(.squaredHinge), .init(.categoricalHinge),
    .init(.kullbackLeiblerDivergence, "kld", "KLD", "kl_divergence"),
  ]
}

extension ConfigReader {
  fileprivate var fromLogits: Bool {
    get throws(ConfigError) { try optional("from_logits", bool) ?? false }
  }

  fileprivate var labelSmoothing: Double {
    get throws(ConfigError) {
      try optional("label_smoothing") { (name) throws(ConfigError) in
        try double(name, .fraction)
      } ?? 0
    }
  }
}
