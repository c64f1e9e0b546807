/// A learning rate that falls from one value to another within `decaySteps` steps, along a power
/// function.
///
///     rate(t) = (initial - end) · (1 - t / decaySteps)^power + end
///
/// After that it is constant or, with `cycle`, starts again: from a smaller value each time, since
/// each new curve is stretched over all steps from the first one.
///
/// ```swift
/// let schedule = PolynomialDecay(0.1, decaySteps: 100, endRate: 0.02)
/// schedule(50)  // 0.06
/// ```
///
/// - **Source:** Keras 2.1.0, tf.keras.optimizers.schedules.PolynomialDecay.
public final class PolynomialDecay: LearningRateSchedule, Configurable {
  private let initialRate: Double
  private let decaySteps: Int
  private let endRate: Double
  private let power: Double
  private let cycle: Bool

  /// A rate that falls from `initialRate` to `endRate`.
  ///
  /// - Precondition: there is at least one step, and neither a rate nor the power is negative.
  public init(
    _ initialRate: Double, decaySteps: Int, endRate: Double = 0.0001, power: Double = 1,
    cycle: Bool = false
  ) {
    requireSteps("PolynomialDecay", decaySteps)
    requireNotNegative(
      "PolynomialDecay",
      ["the initial rate": initialRate, "the end rate": endRate, "the power": power])
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.endRate = endRate
    self.power = power
    self.cycle = cycle
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      reader.double("initial_learning_rate", .notNegative),
      decaySteps: reader.positive("decay_steps"),
      endRate: reader.double("end_learning_rate", .notNegative),
      power: reader.double("power", .notNegative), cycle: reader.bool("cycle"))
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    let part: Tensor
    if cycle {
      // Step 0 is part of the first curve, although 0 rounded up is 0.
      let curves = maximum(ceil(step / decaySteps), 1)
      part = step / (decaySteps * curves)
    } else {
      part = minimum(step, decaySteps) / decaySteps
    }
    let fall = Tensor(initialRate, dtype: .float32) - endRate
    return fall * pow(1 - part, power) + endRate
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "initial_learning_rate": .double(initialRate), "decay_steps": .int(decaySteps),
      "end_learning_rate": .double(endRate), "power": .double(power), "cycle": .bool(cycle),
    ]
  }
}
