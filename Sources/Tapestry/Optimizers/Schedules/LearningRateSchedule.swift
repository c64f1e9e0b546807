/// A learning rate that depends on how many steps an optimizer has made.
///
/// ```swift
/// final class Halving: LearningRateSchedule {
///   override func callAsFunction(_ step: Tensor) -> Tensor { pow(0.5, step) }
/// }
/// let optimizer = SGD(learningRate: Halving())
/// ```
///
/// A schedule is written in tensor operations, so that it becomes a part of the graph of a step and
/// follows the count of steps there.
///
/// Source: Keras 2.1.0, tf.keras.optimizers.schedules.
open class LearningRateSchedule {
  /// A schedule.
  public init() {}

  /// The learning rate for a step; the first step is 0.
  ///
  /// Shapes and DTypes: a `float32` scalar both ways.
  /// Traps: if a subclass does not say how.
  open func callAsFunction(_ step: Tensor) -> Tensor {
    misuse(
      "\(type(of: self))", "the schedule has no formula",
      cure: "override callAsFunction(_ step: Tensor) -> Tensor")
  }

  /// What the schedule was made with, under Keras's names.
  open var config: Config { [:] }

  /// The learning rate for a step that is known.
  ///
  /// ```swift
  /// schedule(100)
  /// ```
  public final func callAsFunction(_ step: Int) -> Double {
    self(Tensor(step, dtype: .float32)).number
  }

  /// The class and the configuration, as Keras writes them down.
  ///
  /// ```swift
  /// print(schedule.serialized)  // {'class_name': 'ExponentialDecay', 'config': {...}}
  /// ```
  public final var serialized: Config {
    ["class_name": .string("\(type(of: self))"), "config": .config(config)]
  }

  /// The schedule that was written down.
  ///
  /// Throws: `UnknownName` for a class that there is not, `ConfigError` for a configuration that
  /// does not fit it.
  public static func deserialized(_ serialized: Config) throws -> LearningRateSchedule {
    let name = try serialized.string("class_name", of: "LearningRateSchedule")
    guard let known = kinds.first(where: { $0.name == name }) else {
      throw UnknownName(kind: "learning-rate schedule", name: name, known: kinds.map(\.name))
    }
    return try known.make(serialized.config("config", of: name))
  }

  /// The schedules that can be read from a configuration.
  private static var kinds: [(name: String, make: (Config) throws -> LearningRateSchedule)] {
    [
      ("ExponentialDecay", { try ExponentialDecay($0) }),
      ("InverseTimeDecay", { try InverseTimeDecay($0) }),
      ("PiecewiseConstantDecay", { try PiecewiseConstantDecay($0) }),
      ("PolynomialDecay", { try PolynomialDecay($0) }),
      ("CosineDecay", { try CosineDecay($0) }),
      ("CosineDecayRestarts", { try CosineDecayRestarts($0) }),
      ("WarmUp", { try WarmUp($0) }),
    ]
  }
}
