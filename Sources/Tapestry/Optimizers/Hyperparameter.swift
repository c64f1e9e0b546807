/// The value of a hyperparameter of an optimizer: a number, or a schedule that computes one from
/// the step.
///
/// ```swift
/// SGD(learningRate: 0.05)
/// SGD(learningRate: ExponentialDecay(0.05, decaySteps: 100, decayRate: 0.5))
/// ```
///
/// It is a protocol and not an enumeration with two cases, so that a number is written as a number.
public protocol Hyperparameter {
  /// The number, or nil for a schedule.
  var number: Double? { get }
}

extension Double: Hyperparameter {
  /// The number itself.
  public var number: Double? { self }
}
extension Float: Hyperparameter {
  /// The number as it is written: 0.1 and not 0.10000000149011612.
  public var number: Double? { Double("\(self)") }
}
extension Int: Hyperparameter {
  /// The number itself.
  public var number: Double? { Double(self) }
}
extension LearningRateSchedule: Hyperparameter {
  /// nil: a schedule has no value until the step is known.
  public var number: Double? { nil }
}

extension Hyperparameter {
  /// The number or the schedule in a configuration.
  var config: ConfigValue {
    if let schedule = self as? LearningRateSchedule { return .config(schedule.serialized) }
    return .double(number!)
  }
}

/// A hyperparameter as an optimizer stores it.
enum StoredHyperparameter {
  /// A number is kept in a variable, so that a graph that reads it sees changes.
  case variable(Variable)
  case schedule(LearningRateSchedule)

  /// The number or the schedule in a configuration.
  var config: ConfigValue {
    switch self {
    case .variable(let variable): variable.stored.scalar(as: Float.self).config
    case .schedule(let schedule): .config(schedule.serialized)
    }
  }
}
