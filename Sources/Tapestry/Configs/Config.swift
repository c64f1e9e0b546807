/// A configuration: the options with which an object was made, as names and values that can be
/// saved and read back.
///
/// ```swift
/// let config = Dense(3, activation: .relu).config
/// config["units"]        // 3
/// print(config)          // {'name': 'dense', 'trainable': True, 'units': 3, …}
/// ```
///
/// The names keep their order, as in Python: a Swift dictionary would print them in a different
/// order in each run.
///
/// - **Source:** book, chapter 4, section 4 (get_config).
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

  /// The names and values of this configuration, followed by those of another.
  ///
  /// ```swift
  /// let config: Config = ["name": "dense"]
  /// print(config.merging(["units": 3]))  // {'name': 'dense', 'units': 3}
  /// ```
  public func merging(_ other: Config) -> Config {
    var merged = self
    for name in other.names { merged[name] = other[name] }
    return merged
  }

  /// The configuration as a Python dictionary: `{'name': 'dense', 'units': 3}`.
  public var description: String {
    "{" + names.map { "'\($0)': \(values[$0]!)" }.joined(separator: ", ") + "}"
  }
}
