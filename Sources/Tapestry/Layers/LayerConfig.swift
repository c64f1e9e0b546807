// Configurations as Keras writes them: a layer, an initializer or a regularizer is its class's name and
// what it was made with.

/// What a layer of a class is made with, read from a configuration.
///
/// ```swift
/// let given = LayerConfig(["units": 3], of: Dense.self)
/// try given.int("units")  // 3
/// ```
///
/// Names that nothing reads are left alone, so that configurations of Keras can be read.
public struct LayerConfig {
  /// The configuration.
  public let config: Config
  private let object: String

  /// The configuration of a layer of the class.
  public init(_ config: Config, of kind: Layer.Type) {
    self.config = config
    object = kind.className
  }

  /// The layer's name, or nil for the next of its class.
  public var name: String? {
    get throws { try optional("name") { try config.string("name", of: object) } }
  }
  /// Whether training changes the weights.
  public var trainable: Bool {
    get throws { try optional("trainable") { try bool("trainable") } ?? true }
  }
  /// The element type of the weights.
  public var dtype: DType {
    get throws {
      guard let name = try optional("dtype", { try string("dtype") }) else { return .float32 }
      guard let dtype = DType(rawValue: name) else {
        throw UnknownName(kind: "dtype", name: name, known: DType.allCases.map(\.rawValue))
      }
      return dtype
    }
  }

  /// The integer under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func int(_ name: String) throws(ConfigError) -> Int {
    try config.int(name, of: object)
  }
  /// The number under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func double(_ name: String) throws(ConfigError) -> Double {
    try config.double(name, of: object)
  }
  /// The truth value under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func bool(_ name: String) throws(ConfigError) -> Bool {
    try config.bool(name, of: object)
  }
  /// The text under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func string(_ name: String) throws(ConfigError) -> String {
    try config.string(name, of: object)
  }

  /// The integers under a name; a single one will do.
  ///
  /// Throws: `ConfigError` if there are none.
  public func ints(_ name: String) throws(ConfigError) -> [Int] {
    if case .int(let value)? = config[name] { return [value] }
    guard case .list(let values)? = config[name] else { throw wrong(name, "integers") }
    var wholes: [Int] = []
    for value in values {
      guard case .int(let whole) = value else { throw wrong(name, "integers") }
      wholes.append(whole)
    }
    return wholes
  }

  /// The integer under a name, which counts something of which there must be at least one.
  ///
  /// Throws: `ConfigError` for another number, or none.
  public func positive(_ name: String) throws(ConfigError) -> Int {
    let value = try int(name)
    guard value > 0 else { throw wrong(name, "an integer of 1 or more") }
    return value
  }

  /// The share under a name.
  ///
  /// Throws: `ConfigError` unless it is from 0 up to but not including 1.
  public func rate(_ name: String) throws(ConfigError) -> Double {
    let value = try double(name)
    guard value >= 0 && value < 1 else {
      throw wrong(name, "a number from 0 up to but not including 1")
    }
    return value
  }

  /// The sizes of windows over `rank` dimensions under a name.
  ///
  /// Throws: `ConfigError` unless there is one for each, or one for all, of 1 or more.
  public func sizes(_ name: String, rank: Int) throws(ConfigError) -> AxisSizes {
    let values = try ints(name)
    guard values.count == rank || values.count == 1, values.allSatisfy({ $0 > 0 }) else {
      throw wrong(name, "\(rank) integers of 1 or more")
    }
    return AxisSizes(values)
  }

  /// What `read` makes of the value under a name, or nil if nothing is there.
  ///
  /// ```swift
  /// try given.optional("seed") { try given.int("seed") }
  /// ```
  public func optional<Value>(_ name: String, _ read: () throws -> Value) rethrows -> Value? {
    switch config[name] {
    case nil, ConfigValue.none?: nil
    default: try read()
    }
  }

  /// The activation under a name.
  ///
  /// Throws: `ConfigError` if there is none, `UnknownName` for one that there is not.
  public func activation(_ name: String) throws -> Activation {
    try Activation(named: string(name))
  }

  /// The initializer under a name.
  ///
  /// Throws: `ConfigError` if there is none, `UnknownName` for one that there is not.
  public func initializer(_ name: String) throws -> Initializer {
    if case .string(let known)? = config[name] { return try Initializer(named: known) }
    return try Initializer(serialized: config.config(name, of: object))
  }

  /// The regularizer under a name, if there is one.
  ///
  /// Throws: `ConfigError` if something else is there, `UnknownName` for one that there is not.
  public func regularizer(_ name: String) throws -> Regularizer? {
    if case .string(let known)? = config[name] { return try Regularizer(named: known) }
    return try optional(name) { try Regularizer(serialized: config.config(name, of: object)) }
  }

  /// One of a few values that have names.
  ///
  /// Throws: `ConfigError` if there is no text, `UnknownName` for one that there is not.
  public func choice<Choice: CaseIterable & RawRepresentable>(
    _ name: String, as: Choice.Type = Choice.self
  ) throws -> Choice where Choice.RawValue == String {
    let value = try string(name)
    guard let choice = Choice(rawValue: value) else {
      throw UnknownName(kind: name, name: value, known: Choice.allCases.map(\.rawValue))
    }
    return choice
  }

  /// The error for a value that does not fit.
  public func wrong(_ name: String, _ needed: String) -> ConfigError {
    ConfigError(object: object, name: name, needed: needed, found: config[name])
  }
}

extension ConfigValue {
  /// An initializer's class and what it was made with.
  static func initializer(_ initializer: Initializer) -> ConfigValue {
    .config(initializer.serialized)
  }
  /// A regularizer's class and what it was made with, or nothing.
  static func regularizer(_ regularizer: Regularizer?) -> ConfigValue {
    regularizer.map { .config($0.serialized) } ?? .none
  }
  /// Integers.
  static func ints(_ ints: [Int]) -> ConfigValue { .list(ints.map { .int($0) }) }
}

extension Initializer {
  /// The class and what it was made with, as Keras writes them down.
  ///
  /// ```swift
  /// Initializer.zeros.serialized  // {'class_name': 'Zeros', 'config': {}}
  /// ```
  public var serialized: Config {
    let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    let className = config["scale"] == nil ? words.joined() : "VarianceScaling"
    return ["class_name": .string(className), "config": .config(config)]
  }

  /// The initializer that was written down.
  ///
  /// Throws: `UnknownName` for a class that there is not, `ConfigError` for a configuration that does
  /// not fit it.
  public init(serialized: Config) throws {
    let className = try serialized.string("class_name", of: "Initializer")
    let given = try serialized.config("config", of: className)
    func double(_ name: String) throws -> Double { try given.double(name, of: className) }
    var seed: Int? {
      get throws {
        if given["seed"] == ConfigValue.none || given["seed"] == nil { return nil }
        return try given.int("seed", of: className)
      }
    }
    switch LayerNames.snakeCase(className) {
    case "constant": self = try .constant(double("value"))
    case "identity": self = try .identity(gain: double("gain"))
    case "random_uniform":
      self = try .randomUniform(from: double("minval"), to: double("maxval"), seed: seed)
    case "random_normal":
      self = try .randomNormal(mean: double("mean"), deviation: double("stddev"), seed: seed)
    case "truncated_normal":
      self = try .truncatedNormal(mean: double("mean"), deviation: double("stddev"), seed: seed)
    case "glorot_uniform": self = try .glorotUniform(seed: seed)
    case "glorot_normal": self = try .glorotNormal(seed: seed)
    case "variance_scaling":
      self = try .varianceScaling(
        scale: double("scale"), mode: given.string("mode", of: className),
        distribution: given.string("distribution", of: className), seed: seed)
    case "orthogonal": self = try .orthogonal(gain: double("gain"), seed: seed)
    case let name: self = try Initializer(named: name)
    }
  }
}

extension Regularizer {
  /// The class and what it was made with, as Keras writes them down: one class for both kinds.
  ///
  /// ```swift
  /// Regularizer.l2(0.5).serialized  // {'class_name': 'L1L2', 'config': {'l1': 0.0, 'l2': 0.5}}
  /// ```
  public var serialized: Config {
    guard ["l1", "l2", "l1_l2"].contains(name) else {
      return ["class_name": .string(name), "config": .config(config)]
    }
    let factors: Config = ["l1": config["l1"] ?? 0.0, "l2": config["l2"] ?? 0.0]
    return ["class_name": "L1L2", "config": .config(factors)]
  }

  /// The regularizer that was written down.
  ///
  /// Throws: `UnknownName` for a class that there is not, `ConfigError` for a configuration that does
  /// not fit it.
  public init(serialized: Config) throws {
    let className = try serialized.string("class_name", of: "Regularizer")
    guard className == "L1L2" else {
      throw UnknownName(kind: "regularizer class", name: className, known: ["L1L2"])
    }
    let given = try serialized.config("config", of: className)
    self = try .l1l2(l1: given.double("l1", of: className), l2: given.double("l2", of: className))
  }
}
