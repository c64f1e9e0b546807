/// A learning rate schedule: a learning rate that depends on the number of steps that an optimizer
/// has made.
///
/// ```swift
/// final class Halving: LearningRateSchedule {
///   override func rate(at step: Tensor) -> Tensor { pow(0.5, step) }
/// }
/// let optimizer = SGD(learningRate: Halving())
/// ```
///
/// A schedule is written in tensor operations, so that it becomes part of the graph of a step and
/// follows the step count there.
///
/// - **Source:** Keras 2.1.0, tf.keras.optimizers.schedules.
open class LearningRateSchedule {
  /// A schedule.
  public init() {}

  /// The formula: the learning rate at a step, both as `float32` scalars. The first step is 0.
  ///
  /// - Precondition: a subclass overrides it.
  open func rate(at step: Tensor) -> Tensor {
    misuse(
      "\(type(of: self))", "the schedule has no formula",
      cure: "override rate(at step: Tensor) -> Tensor")
  }

  /// The options with which the schedule was made, under Keras's names.
  open var config: Config { [:] }

  /// The learning rate for a step of any type, such as an optimizer's step count.
  ///
  /// ```swift
  /// schedule(optimizer.iterations)
  /// ```
  ///
  /// Since formulas divide and take powers, an integer step is first converted to `float32`.
  public final func callAsFunction(_ step: some TensorConvertible) -> Tensor {
    let step = step.tensor
    return rate(at: step.dtype == .float32 ? step : cast(step, to: .float32))
  }

  /// The learning rate for a step that is known.
  ///
  /// ```swift
  /// schedule(100)
  /// ```
  public final func callAsFunction(_ step: Int) -> Double {
    rate(at: Tensor(step, dtype: .float32)).number
  }
}
