// Optimizers by name, as text, and with the weights that were kept: what programs and files need.

extension Optimizer {
  /// The optimizer of this name, with what it does unless told otherwise. Case does not matter.
  ///
  /// ```swift
  /// let optimizer = try Optimizer.named("adam")
  /// ```
  ///
  /// Throws: `UnknownName` with all names.
  /// Source: book, chapter 3, section 5 (`optimizer='SGD'`).
  public static func named(_ name: String) throws(UnknownName) -> Optimizer {
    try kind(of: name).usual()
  }

  /// The class and the configuration, as Keras writes them down.
  ///
  /// ```swift
  /// print(SGD().serialized)  // {'class_name': 'SGD', 'config': {'name': 'SGD', ...}}
  /// ```
  public var serialized: Config {
    ["class_name": .string("\(type(of: self))"), "config": .config(config)]
  }

  /// The optimizer that was written down, with no steps made.
  ///
  /// ```swift
  /// let twin = try Optimizer.deserialized(optimizer.serialized)
  /// ```
  ///
  /// - Parameters:
  ///   - custom: how to make optimizers of one's own, by the names of their classes.
  ///
  /// Throws: `UnknownName` for a class that there is not, `ConfigError` for a configuration that
  /// does not fit it.
  public static func deserialized(
    _ serialized: Config, custom: [String: (Config) throws -> Optimizer] = [:]
  ) throws -> Optimizer {
    let name = try serialized.string("class_name", of: "Optimizer")
    let config = try serialized.config("config", of: name)
    if let make = custom[name] { return try make(config) }
    return try kind(of: name).make(config)
  }

  private struct Kind {
    let name: String
    let usual: () -> Optimizer
    let make: (Config) throws -> Optimizer
  }

  private static func kind(of name: String) throws(UnknownName) -> Kind {
    let wanted = name.lowercased()
    guard let known = kinds.first(where: { $0.name.lowercased() == wanted }) else {
      throw UnknownName(kind: "optimizer", name: name, known: kinds.map { $0.name.lowercased() })
    }
    return known
  }

  private static var kinds: [Kind] {
    [
      Kind(name: "SGD", usual: { SGD() }, make: { try SGD($0) }),
      Kind(name: "Adam", usual: { Adam() }, make: { try Adam($0) }),
      Kind(name: "AdamW", usual: { AdamW() }, make: { try AdamW($0) }),
      Kind(name: "Adamax", usual: { Adamax() }, make: { try Adamax($0) }),
      Kind(name: "Nadam", usual: { Nadam() }, make: { try Nadam($0) }),
      Kind(name: "RMSprop", usual: { RMSprop() }, make: { try RMSprop($0) }),
      Kind(name: "Adagrad", usual: { Adagrad() }, make: { try Adagrad($0) }),
      Kind(name: "Adadelta", usual: { Adadelta() }, make: { try Adadelta($0) }),
      Kind(name: "Ftrl", usual: { Ftrl() }, make: { try Ftrl($0) }),
      Kind(name: "Lion", usual: { Lion() }, make: { try Lion($0) }),
    ]
  }

  /// Takes the limits for gradients from a configuration.
  ///
  /// Throws: `ConfigError` if one is no number, or negative.
  func takeLimits(_ config: Config) throws(ConfigError) {
    clipNorm = try config.limit("clipnorm", of: name)
    clipValue = try config.limit("clipvalue", of: name)
    globalClipNorm = try config.limit("global_clipnorm", of: name)
  }

  // MARK: Weights

  /// Puts kept weights back: the count of steps, then the slots, in the order of `weights`.
  ///
  /// Throws: `WrongWeights` if there are more or fewer, or one has another shape or type; then
  /// nothing is changed.
  public func setWeights(_ values: [Tensor]) throws(WrongWeights) {
    let fits = zip(weights, values).allSatisfy { $0.shape == $1.shape && $0.dtype == $1.dtype }
    guard values.count == weights.count, fits else {
      throw WrongWeights(
        optimizer: name,
        expected: weights.map { "\($0.name) \(TensorSpec(shape: $0.shape, dtype: $0.dtype))" },
        got: values.map(\.spec))
    }
    for (weight, value) in zip(weights, values) { weight.assign(value) }
  }
}

/// Weights that are not those of the optimizer.
public struct WrongWeights: Error, Equatable, CustomStringConvertible {
  /// The optimizer's name.
  public let optimizer: String
  /// The weights that it has, with their names.
  public let expected: [String]
  /// What it was given.
  public let got: [TensorSpec]

  /// Both, and the cure.
  public var description: String {
    "\(optimizer): \(got.count) weights \(got) for \(expected.count), \(expected)\n"
      + "  cure: call build(variables) with the variables in the order in which they were when the "
      + "weights were kept"
  }
}
