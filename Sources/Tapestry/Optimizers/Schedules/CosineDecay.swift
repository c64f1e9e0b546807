/// A learning rate that falls along half a cosine wave: slowly, fast, slowly.
///
///     rate(t) = initial · ((1 - α) · (1 + cos(π · min(t / decaySteps, 1))) / 2 + α)
///
/// ```swift
/// let schedule = CosineDecay(0.1, decaySteps: 100)
/// schedule(50)  // 0.05
/// ```
///
/// - **Source:** Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts
///   (2016); Keras 2.1.0, tf.keras.experimental.CosineDecay.
public final class CosineDecay: LearningRateSchedule, Configurable {
  private let initialRate: Double
  private let decaySteps: Int
  private let alpha: Double

  /// A rate that falls from `initialRate` to `alpha` times that.
  ///
  /// - Precondition: there is at least one step, and no number is negative.
  public init(_ initialRate: Double, decaySteps: Int, alpha: Double = 0) {
    requireSteps("CosineDecay", decaySteps)
    requireNotNegative("CosineDecay", ["the initial rate": initialRate, "alpha": alpha])
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.alpha = alpha
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      reader.double("initial_learning_rate", .notNegative),
      decaySteps: reader.positive("decay_steps"), alpha: reader.double("alpha", .notNegative))
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    let part = minimum(step, decaySteps) / decaySteps
    return initialRate * ((1 - alpha) * cosineFall(part) + alpha)
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "initial_learning_rate": .double(initialRate), "decay_steps": .int(decaySteps),
      "alpha": .double(alpha),
    ]
  }
}

/// Falls from 1 to 0 along half a wave as its argument goes from 0 to 1.
func cosineFall(_ part: Tensor) -> Tensor { 0.5 * (1 + cos(Double.pi * part)) }
