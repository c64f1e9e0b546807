/// A learning rate that is divided by a number that grows with the steps.
///
///     rate(t) = initial / (1 + decayRate · t / decaySteps)
///
/// With a staircase, t / decaySteps is rounded down. The rate falls fast at first and ever more
/// slowly later: the sum of all rates is infinite, so no minimum is too far away.
///
/// ```swift
/// let schedule = InverseTimeDecay(0.1, decaySteps: 100, decayRate: 1)
/// schedule(100)  // 0.05
/// ```
///
/// - **Source:** Robbins and Monro, A stochastic approximation method (1951); Keras 2.1.0,
///   tf.keras.optimizers.schedules.InverseTimeDecay.
public final class InverseTimeDecay: LearningRateSchedule, Configurable {
  private let initialRate: Double
  private let decaySteps: Int
  private let decayRate: Double
  private let staircase: Bool

  /// A rate that starts at `initialRate`.
  ///
  /// - Precondition: there is at least one step, and no rate is negative.
  public init(_ initialRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    requireSteps("InverseTimeDecay", decaySteps)
    requireNotNegative(
      "InverseTimeDecay", ["the initial rate": initialRate, "the decay rate": decayRate])
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
    return initialRate / (1 + decayRate * (staircase ? floor(periods) : periods))
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "initial_learning_rate": .double(initialRate), "decay_steps": .int(decaySteps),
      "decay_rate": .double(decayRate), "staircase": .bool(staircase),
    ]
  }
}
