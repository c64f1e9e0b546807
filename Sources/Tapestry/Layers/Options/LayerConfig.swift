// The entries of layers' configurations that are more than numbers and strings, in Keras's format.

extension ConfigReader {
  /// The layer's name; nil for the next free one of its class.
  public var name: String? {
    get throws(ConfigError) { try optional("name", string) }
  }

  /// Whether training may change the weights.
  public var trainable: Bool {
    get throws(ConfigError) { try optional("trainable", bool) ?? true }
  }

  /// The element type of the weights.
  public var dtype: DType {
    get throws {
      guard let name = try optional("dtype", dtypeName) else { return .float32 }
      let known: [DType] = [.float32, .float64]
      guard let dtype = known.first(where: { $0.rawValue == name }) else {
        throw UnknownName(kind: "dtype of layers", name: name, known: known.map(\.rawValue))
      }
      return dtype
    }
  }

  /// The name of a type. Later versions of Keras save a policy, whose name is that of its type.
  private func dtypeName(_ name: String) throws(ConfigError) -> String {
    guard case .config(let policy)? = value(name) else { return try string(name) }
    let reader = ConfigReader(policy, of: "DTypePolicy")
    return try ConfigReader(reader.config("config"), of: "DTypePolicy").string("name")
  }

  /// The activation under a key; `None`, which Keras saves too, means the linear one.
  ///
  /// - Throws: `ConfigError` if nothing is there, `UnknownName` for one that does not exist.
  public func activation(_ key: String) throws -> Activation {
    if value(key) == ConfigValue.none { return .linear }
    return try Activation(named: string(key))
  }

  /// The initializer under a key.
  ///
  /// - Throws: `ConfigError` if there is none, `UnknownName` for one that does not exist.
  public func initializer(_ key: String) throws -> Initializer {
    if case .string(let known)? = value(key) { return try Initializer(named: known) }
    return try Initializer.made(from: config(key))
  }

  /// The regularizer under a key, if there is one.
  ///
  /// - Throws: `ConfigError` if something else is there, `UnknownName` for one that does not exist.
  public func regularizer(_ key: String) throws -> Regularizer? {
    try optional(key) { key in
      if case .string(let known)? = value(key) { return try Regularizer(named: known) }
      return try Regularizer.made(from: config(key))
    }
  }

  /// The constraint under a key, if there is one.
  ///
  /// - Throws: `ConfigError` if something else is there, `UnknownName` for one that does not exist.
  public func constraint(_ key: String) throws -> Constraint? {
    try optional(key) { key in
      if case .string(let known)? = value(key) { return try Constraint(named: known) }
      return try Constraint.made(from: config(key))
    }
  }
}
