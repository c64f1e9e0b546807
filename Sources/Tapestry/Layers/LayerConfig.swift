// What layers have in their configurations beyond numbers and strings, in Keras's words.

extension ConfigReader {
  /// The layer's name, or nil for the next of its class.
  public var name: String? {
    get throws(ConfigError) { try optional("name", string) }
  }

  /// Whether training changes the weights.
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

  /// The name of a type. Later versions of Keras write down a policy, whose name is that of its type.
  private func dtypeName(_ name: String) throws(ConfigError) -> String {
    guard case .config(let policy)? = value(name) else { return try string(name) }
    let reader = ConfigReader(policy, of: "DTypePolicy")
    return try ConfigReader(reader.config("config"), of: "DTypePolicy").string("name")
  }

  /// The sizes of windows over `rank` dimensions under a name.
  ///
  /// - Throws: `ConfigError` unless there is one for each, or one for all, of 1 or more.
  public func sizes(_ name: String, rank: Int) throws(ConfigError) -> AxisSizes {
    let values = try ints(name)
    guard values.count == rank || values.count == 1, values.allSatisfy({ $0 > 0 }) else {
      throw wrong(name, "\(rank) integers of 1 or more")
    }
    return AxisSizes(values)
  }

  /// The activation under a name.
  ///
  /// - Throws: `ConfigError` if there is none, `UnknownName` for one that does not exist.
  public func activation(_ name: String) throws -> Activation {
    if value(name) == ConfigValue.none { return .linear }
    return try Activation(named: string(name))
  }

  /// The initializer under a name, for a weight of so many dimensions.
  ///
  /// - Throws: `ConfigError` if there is none or it makes no such weights, `UnknownName` for one that
  ///   does not exist.
  public func initializer(_ name: String, rank: Int? = nil) throws -> Initializer {
    let initializer =
      if case .string(let known)? = value(name) {
        try Initializer(named: known)
      } else {
        try Initializer.made(from: config(name))
      }
    if let rank, !initializer.ranks.contains(rank) {
      throw wrong(name, "an initializer for weights of rank \(rank)")
    }
    return initializer
  }

  /// The regularizer under a name, if there is one.
  ///
  /// - Throws: `ConfigError` if something else is there, `UnknownName` for one that does not exist.
  public func regularizer(_ name: String) throws -> Regularizer? {
    try optional(name) { name in
      if case .string(let known)? = value(name) { return try Regularizer(named: known) }
      return try Regularizer.made(from: config(name))
    }
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
}
