/// What an object was made with, as names and values that can be written down and read again.
///
/// ```swift
/// let config = Dense(3, activation: .relu).config
/// config["units"]        // 3
/// print(config)          // {'name': 'dense', 'trainable': True, 'units': 3, …}
/// ```
///
/// The names keep their order, as in Python: a dictionary of Swift would print them in another
/// order in each run.
///
/// Source: book, chapter 4, section 4 (get_config).
public struct Config: Hashable, Sendable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
  /// The names, in the order in which they were given.
  public private(set) var names: [String] = []
  private var values: [String: ConfigValue] = [:]

  /// A configuration of the given names and values.
  public init(dictionaryLiteral elements: (String, ConfigValue)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// The value under a name, or nil.
  public subscript(name: String) -> ConfigValue? {
    get { values[name] }
    set {
      if values[name] == nil, newValue != nil { names.append(name) }
      if newValue == nil { names.removeAll { $0 == name } }
      values[name] = newValue
    }
  }

  /// These names and values, and those of another configuration after them.
  ///
  /// ```swift
  /// super.config.merging(["units": 3])
  /// ```
  public func merging(_ other: Config) -> Config {
    var merged = self
    for name in other.names { merged[name] = other[name] }
    return merged
  }

  /// Python's form of a dictionary: `{'name': 'dense', 'units': 3}`.
  public var description: String {
    "{" + names.map { "'\($0)': \(values[$0]!)" }.joined(separator: ", ") + "}"
  }
}

/// One value of a configuration: what JSON can say.
public indirect enum ConfigValue: Hashable, Sendable {
  /// Nothing.
  case none
  /// A Boolean.
  case bool(Bool)
  /// An integer.
  case int(Int)
  /// A floating-point number.
  case double(Double)
  /// A string.
  case string(String)
  /// Several values.
  case list([ConfigValue])
  /// A configuration inside.
  case config(Config)
}

extension ConfigValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, CustomStringConvertible
{
  /// Nothing.
  public init(nilLiteral: ()) { self = .none }
  /// A Boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Several values.
  public init(arrayLiteral elements: ConfigValue...) { self = .list(elements) }
  /// A configuration inside.
  public init(dictionaryLiteral elements: (String, ConfigValue)...) {
    var config: Config = [:]
    for (name, value) in elements { config[name] = value }
    self = .config(config)
  }

  /// Python's form: `None`, `True`, `3`, `0.5`, `'relu'`, `[1, 2]`.
  public var description: String {
    switch self {
    case .none: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .int(let int): String(int)
    case .double(let number): pythonFloatText(number)
    case .string(let text): "'\(text)'"
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .config(let config): config.description
    }
  }
}

/// A configuration that says nothing under a name, or something else than is needed there.
public struct ConfigError: Error, Equatable, CustomStringConvertible {
  /// What was to be made.
  public let object: String
  /// The name.
  public let name: String
  /// What is needed there.
  public let needed: String
  /// What is there.
  public let found: ConfigValue?

  /// The object, the name and the values.
  public var description: String {
    "\(object): the configuration has \(found.map { "\($0)" } ?? "nothing") under '\(name)'\n"
      + "  cure: give \(needed)"
  }
}

extension Config {
  /// The integer under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func int(_ name: String, of object: String) throws(ConfigError) -> Int {
    if case .int(let value)? = self[name] { return value }
    throw ConfigError(object: object, name: name, needed: "an integer", found: self[name])
  }

  /// The number under a name; a whole one will do.
  ///
  /// Throws: `ConfigError` if there is none.
  public func double(_ name: String, of object: String) throws(ConfigError) -> Double {
    if case .double(let value)? = self[name] { return value }
    if case .int(let value)? = self[name] { return Double(value) }
    throw ConfigError(object: object, name: name, needed: "a number", found: self[name])
  }

  /// The truth value under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func bool(_ name: String, of object: String) throws(ConfigError) -> Bool {
    if case .bool(let value)? = self[name] { return value }
    throw ConfigError(object: object, name: name, needed: "true or false", found: self[name])
  }

  /// The text under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func string(_ name: String, of object: String) throws(ConfigError) -> String {
    if case .string(let value)? = self[name] { return value }
    throw ConfigError(object: object, name: name, needed: "a text", found: self[name])
  }

  /// The configuration under a name.
  ///
  /// Throws: `ConfigError` if there is none.
  public func config(_ name: String, of object: String) throws(ConfigError) -> Config {
    if case .config(let value)? = self[name] { return value }
    throw ConfigError(object: object, name: name, needed: "a configuration", found: self[name])
  }
}
