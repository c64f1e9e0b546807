/// Something that can be written down: the name of its class, and what it was made with.
public protocol Serializable {
  /// The name of the class, under which configurations name it.
  static var className: String { get }
  /// What the object was made with.
  var config: Config { get }
}

extension Serializable {
  /// The class's name in Swift, without what it is nested in.
  public static var className: String { String(describing: self) }

  /// The class and the configuration, as Keras writes them down.
  ///
  /// ```swift
  /// print(Flatten().serialized)
  /// // {'class_name': 'Flatten', 'config': {'name': 'flatten', … 'data_format': 'channels_last'}}
  /// ```
  public var serialized: Config {
    ["class_name": .string(type(of: self).className), "config": .config(config)]
  }
}

/// A class whose objects can be written down and made again.
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
/// The options of a layer are stated beside its properties, `@Configured`, and read by `Layer`
/// itself.
///
/// Optimizers and schedules that nobody writes down need not conform: an initializer that the base
/// class required would have to be repeated in each custom class.
public protocol Configurable: Serializable, SendableMetatype {
  /// The object that was made with what the reader reads.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit, `UnknownName` for an
  ///   activation or the like that does not exist.
  init(from reader: ConfigReader) throws
}
