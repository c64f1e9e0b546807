/// A learning rate that rises linearly for some steps, and then follows another schedule or is
/// constant.
///
///     rate(t) = start + (next(0) - start) · t / steps    for t < steps, then next(t - steps)
///
/// The first gradients of a new model are large and carry little information: averages of them,
/// such as Adam's, need some steps before they are useful.
///
/// ```swift
/// let schedule = WarmUp(steps: 10, then: CosineDecay(0.1, decaySteps: 100))
/// schedule(5)   // 0.05
/// schedule(60)  // 0.05
/// ```
///
/// - **Source:** Goyal et al., Accurate, large minibatch SGD (2017), section 2.2.
public final class WarmUp: LearningRateSchedule, Configurable {
  private let steps: Int
  private let next: any Hyperparameter
  private let start: Double

  /// A rate that rises from `start` to where `next`, a number or a schedule, begins.
  ///
  /// - Precondition: there is at least one step, and no rate is negative.
  public init(steps: Int, from start: Double = 0, then next: any Hyperparameter) {
    requireSteps("WarmUp", steps)
    requireNotNegative("WarmUp", ["the first rate": start, "the last rate": next.number])
    self.steps = steps
    self.next = next
    self.start = start
  }

  /// The schedule that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing, `UnknownName` for a schedule that does not
  ///   exist.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      steps: reader.positive("warmup_steps"),
      from: reader.double("initial_learning_rate", .notNegative),
      then: reader.learningRate())
  }

  /// The learning rate for a step.
  public override func rate(at step: Tensor) -> Tensor {
    let rising = start + (later(Tensor(0, dtype: .float32)) - start) * (step / steps)
    return select(step < steps, rising, later(maximum(step - steps, 0)))
  }

  private func later(_ step: Tensor) -> Tensor {
    if let schedule = next as? LearningRateSchedule { return schedule(step) }
    return Tensor(next.number!, dtype: .float32)
  }

  /// The options with which the schedule was made.
  public override var config: Config {
    [
      "warmup_steps": .int(steps), "initial_learning_rate": .double(start),
      "learning_rate": next.config,
    ]
  }
}
