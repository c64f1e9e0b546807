/// A learning rate that falls along half a cosine wave again and again; each fall may take longer,
/// and start lower, than the one before.
///
///     rate(t) = initial · ((1 - α) · mⁱ · (1 + cos(π · part)) / 2 + α)
///
/// where i is the index of the fall and `part` the fraction of it that has passed. A restart shakes
/// the model out of where it has settled.
///
/// ```swift
/// let schedule = CosineDecayRestarts(0.1, firstDecaySteps: 100)
/// schedule(99)   // 0.0000247
/// schedule(100)  // 0.1
/// ```
///
/// - **Source:** Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts
///   (2016); Keras 2.1.0, tf.keras.experimental.CosineDecayRestarts.
public final class CosineDecayRestarts: LearningRateSchedule, Configurable {
  private let initialRate: Double
  private let firstDecaySteps: Int
  private let lengthFactor: Double
  private let rateFactor: Double
  private let alpha: Double

  /// A rate that falls from `initialRate` within `firstDecaySteps`, then again.
  ///
  /// - Parameters:
  ///   - lengthFactor: the factor by which each fall is longer than the one before (`t_mul`).
  ///   - rateFactor: the factor by which its initial rate differs (`m_mul`).
  ///
  /// - Precondition: there is at least one step, no fall is shorter than the one before, and no
  ///   number is negative.
  public init(
    _ initialRate: Double, firstDecaySteps: Int, lengthFactor: Double = 2, rateFactor: Double = 1,
    alpha: Double = 0
  ) {
    requireSteps("CosineDecayRestarts", firstDecaySteps)
    requireNotNegative(
      "CosineDecayRestarts",
      ["the initial rate": initialRate, "rateFactor": rateFactor, "alpha": alpha])
    guard lengthFactor >= 1 else {
      misuse("CosineDecayRestarts", "lengthFactor is \(lengthFactor)", cure: "give at least 1")
    }
    self.initialRate = initialRate
    self.firstDecaySteps = firstDecaySteps
    self.lengthFactor = lengthFactor
    self.rateFactor = rateFactor
    self.alpha = alpha
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      reader.double("initial_learning_rate", .notNegative),
      firstDecaySteps: reader.positive("first_decay_steps"),
      lengthFactor: reader.double("t_mul", .atLeastOne),
      rateFactor: reader.double("m_mul", .notNegative), alpha: reader.double("alpha", .notNegative))
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    let falls = step / firstDecaySteps
    let (number, part): (Tensor, Tensor)
    if lengthFactor == 1 {
      number = floor(falls)
      part = falls - number
    } else {
      // n falls take 1 + r + … + rⁿ⁻¹ = (1 - rⁿ) / (1 - r) times the length of the first.
      let logarithm = log(Tensor(lengthFactor, dtype: .float32))
      number = floor(log(1 - falls * (1 - lengthFactor)) / logarithm)
      let length = pow(lengthFactor, number)
      part = (falls - (1 - length) / (1 - lengthFactor)) / length
    }
    let height = pow(rateFactor, number) * cosineFall(part)
    return initialRate * ((1 - alpha) * height + alpha)
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "initial_learning_rate": .double(initialRate),
      "first_decay_steps": .int(firstDecaySteps), "t_mul": .double(lengthFactor),
      "m_mul": .double(rateFactor), "alpha": .double(alpha),
    ]
  }
}
