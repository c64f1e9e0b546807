/// An object that can be saved as the name of its class and a configuration.
public protocol Serializable {
  /// The name of the class in configurations.
  static var className: String { get }
  /// The options with which the object was made.
  var config: Config { get }
}

extension Serializable {
  /// The class's name in Swift, without the types in which it is nested.
  public static var className: String { String(describing: self) }

  /// The class and the configuration, in Keras's format.
  ///
  /// ```swift
  /// print(Flatten().serialized)
  /// // {'class_name': 'Flatten', 'config': {'name': 'flatten', … 'data_format': 'channels_last'}}
  /// ```
  public var serialized: Config {
    ["class_name": .string(type(of: self).className), "config": .config(config)]
  }
}

/// A class whose objects can be saved and made again from their configuration.
///
/// ```swift
/// final class Halving: LearningRateSchedule, Configurable {
///   let first: Double
///   init(_ first: Double) { self.first = first }
///   convenience init(from reader: ConfigReader) throws { try self.init(reader.double("first")) }
///   override func rate(at step: Tensor) -> Tensor { first * pow(0.5, step) }
///   override var config: Config { ["first": .double(first)] }
/// }
/// LearningRateSchedule.register(Halving.self)
/// let twin = try LearningRateSchedule.made(from: Halving(0.1).serialized)
/// ```
///
/// The options of a layer are declared with its properties, by `@Configured`, and read by `Layer`
/// itself.
///
/// Optimizers and schedules that are never saved need not conform: an initializer required by the
/// base class would have to be repeated in each custom class.
public protocol Configurable: Serializable, SendableMetatype {
  /// The object with the options that the reader gives.
  ///
  /// - Throws: `ConfigError` if an option is missing or does not fit, `UnknownName` for the name of
  ///   an activation or the like that does not exist.
  init(from reader: ConfigReader) throws
}
