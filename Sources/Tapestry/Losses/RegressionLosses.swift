import Foundation

// Losses of numbers and of counts. Each is a formula over elements, averaged over the last axis.

/// Keras's epsilon, which keeps divisors and arguments of logarithms away from 0.
let lossEpsilon = 1e-7

extension Tensor {
  /// The mean over the last axis. A model with one output has one element there: then it is a view.
  func meanOfLast() -> Tensor {
    shape[-1] == 1 ? squeeze(self, axis: -1) : mean(axis: -1)
  }
}

extension Loss {
  /// The square of the error: `(yPred - yTrue)²`.
  ///
  /// - **Source:** book, chapter 1, section 5.
  public static let meanSquaredError = paired("mean_squared_error") {
    squaredDifference($1, $0).meanOfLast()
  }

  /// The size of the error: `|yPred - yTrue|`. Each example pulls equally hard, however far away it
  /// is.
  public static let meanAbsoluteError = paired("mean_absolute_error") {
    abs($1 - $0).meanOfLast()
  }

  /// The size of the error in percent of the label: `100 |yTrue - yPred| / |yTrue|`.
  public static let meanAbsolutePercentageError = paired("mean_absolute_percentage_error") {
    100 * abs(($0 - $1) / maximum(abs($0), lossEpsilon)).meanOfLast()
  }

  /// The square of the error between logarithms: `(log(yPred + 1) - log(yTrue + 1))²`. A prediction
  /// that is twice too large costs about as much for small labels as for large ones.
  public static let meanSquaredLogarithmicError = paired("mean_squared_logarithmic_error") {
    squaredDifference(
      log(maximum($1, lossEpsilon) + 1), log(maximum($0, lossEpsilon) + 1)
    ).meanOfLast()
  }

  /// Half the square of small errors, and a straight line from `delta` on: `½ x²`, then `delta (|x|
  /// - ½ delta)`. The gradient of an outlier is at most `delta`.
  ///
  /// TensorFlow 2.1 leaves out the mean over the last axis; later versions take it, as here.
  ///
  /// - **Source:** Huber, 1964, "Robust estimation of a location parameter".
  public static func huber(delta: Double = 1) -> Loss {
    paired("huber_loss", ["delta": .double(delta)]) {
      let size = abs($1 - $0)
      let quadratic = minimum(size, delta)
      return (0.5 * (quadratic * quadratic) + delta * (size - quadratic)).meanOfLast()
    }
  }

  /// `log(cosh(x))` of the error: near `½ x²` for small errors, near `|x| - log(2)` for large ones,
  /// and smooth between.
  public static let logcosh = paired("logcosh") {
    let error = $1 - $0
    return (error + softplus(-2 * error) - Foundation.log(2.0)).meanOfLast()
  }

  /// `yPred - yTrue log(yPred)`, for counts: smallest where `yPred` is their expected value.
  public static let poisson = paired("poisson") {
    ($1 - $0 * log($1 + lossEpsilon)).meanOfLast()
  }

  /// Minus the cosine of the angle between label and prediction, which is -1 for the same
  /// direction.
  public static func cosineSimilarity(axis: Int = -1) -> Loss {
    paired("cosine_similarity", ["axis": .int(axis)]) { -cosine($0, $1, axis: axis) }
  }
}

/// The cosine of the angle between vectors along an axis.
func cosine(_ a: Tensor, _ b: Tensor, axis: Int) -> Tensor {
  func direction(_ x: Tensor) -> Tensor {
    x * rsqrt(maximum(square(x).sum(axis: axis, keepDims: true), 1e-12))
  }
  return (direction(a) * direction(b)).sum(axis: axis)
}

extension Loss {
  static let regression: [Registry<Loss>.Entry] = [
    .init(.meanSquaredError, "mse", "MSE"),
    .init(.meanAbsoluteError, "mae", "MAE"),
    .init(.meanAbsolutePercentageError, "mape", "MAPE"),
    .init(.meanSquaredLogarithmicError, "msle", "MSLE"),
    .init(.huber(), ["huber"]) { .huber(delta: try $0.optional("delta", $0.double) ?? 1) },
    .init(.logcosh, "log_cosh"), .init(.poisson),
    .init(.cosineSimilarity(), []) {
      .cosineSimilarity(axis: try $0.optional("axis", $0.int) ?? -1)
    },
  ]
}
