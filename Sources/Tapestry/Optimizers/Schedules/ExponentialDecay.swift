/// A learning rate that is multiplied by a factor every `decaySteps` steps.
///
///     rate(t) = initial · decayRate^(t / decaySteps)      staircase: t / decaySteps rounded down
///
/// ```swift
/// let schedule = ExponentialDecay(0.1, decaySteps: 100, decayRate: 0.5)
/// schedule(200)  // 0.025
/// ```
///
/// - **Source:** Keras 2.1.0, tf.keras.optimizers.schedules.ExponentialDecay.
public final class ExponentialDecay: LearningRateSchedule, Configurable {
  private let initialRate: Double
  private let decaySteps: Int
  private let decayRate: Double
  private let staircase: Bool

  /// A rate that starts at `initialRate`.
  ///
  /// - Precondition: there is at least one step, and no rate is negative.
  public init(_ initialRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    requireSteps("ExponentialDecay", decaySteps)
    requireNotNegative(
      "ExponentialDecay", ["the initial rate": initialRate, "the decay rate": decayRate])
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      reader.double("initial_learning_rate", .notNegative),
      decaySteps: reader.positive("decay_steps"),
      decayRate: reader.double("decay_rate", .notNegative),
      staircase: reader.bool("staircase"))
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    let periods = step / decaySteps
    return initialRate * pow(decayRate, staircase ? floor(periods) : periods)
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "initial_learning_rate": .double(initialRate), "decay_steps": .int(decaySteps),
      "decay_rate": .double(decayRate), "staircase": .bool(staircase),
    ]
  }
}
