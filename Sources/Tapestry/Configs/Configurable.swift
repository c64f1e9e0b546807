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
  /// // {'class_name': 'Flatten', 'config': {'name': 'flatten', 'trainable': True, 'dtype': 'float32'}}
  /// ```
  public var serialized: Config {
    ["class_name": .string(type(of: self).className), "config": .config(config)]
  }
}

/// A class whose objects can be written down and made again.
///
/// ```swift
/// final class Scale: Layer, Configurable {
///   let factor: Double
///   init(_ factor: Double, name: String? = nil) {
///     self.factor = factor
///     super.init(name: name)
///   }
///   convenience init(from reader: ConfigReader) throws {
///     try self.init(reader.double("factor"), name: reader.optional("name", reader.string))
///   }
///   override func call(_ x: Tensor) -> Tensor { factor * x }
///   override var config: Config { super.config.merging(["factor": .double(factor)]) }
/// }
/// Layer.register(Scale.self)
/// let twin = try Layer.made(from: Scale(2).serialized)
/// ```
///
/// Layers, optimizers and schedules that nobody writes down need not conform: an initializer that the
/// base class required would have to be repeated in each class of one's own.
public protocol Configurable: Serializable, SendableMetatype {
  /// The object that was made with what the reader reads.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit, `UnknownName` for an activation
  ///   or the like that does not exist.
  init(from reader: ConfigReader) throws
}
