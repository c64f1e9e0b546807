// Optimizers by name, as text, and with the weights that were kept: what programs and files need.

extension Optimizer: Serializable {
  /// The optimizers that have names.
  static let registry = Registry<Optimizer>(
    "optimizer", ignoresCase: true,
    [
      .init(SGD.self) { SGD() }, .init(Adam.self) { Adam() }, .init(AdamW.self) { AdamW() },
      .init(Adamax.self) { Adamax() }, .init(Nadam.self) { Nadam() },
      .init(RMSprop.self) { RMSprop() }, .init(Adagrad.self) { Adagrad() },
      .init(Adadelta.self) { Adadelta() }, .init(Ftrl.self) { Ftrl() }, .init(Lion.self) { Lion() },
    ])

  /// The optimizer of this name, with what it does unless told otherwise. Case does not matter.
  ///
  /// ```swift
  /// let optimizer = try Optimizer.named("adam")
  /// ```
  ///
  /// - Throws: `UnknownName` with all names.
  ///
  /// Source: book, chapter 3, section 5 (`optimizer='SGD'`).
  public static func named(_ name: String) throws(UnknownName) -> Optimizer {
    try registry.named(name)
  }

  /// The optimizer that was written down, with no steps made.
  ///
  /// ```swift
  /// let twin = try Optimizer.made(from: optimizer.serialized)
  /// ```
  ///
  /// - Throws: `UnknownName` for a class that is not registered, `ConfigError` for a configuration
  ///   that does not fit it.
  public static func made(from serialized: Config) throws -> Optimizer {
    try registry.made(from: serialized)
  }

  /// Lets `made(from:)` know a class.
  ///
  /// ```swift
  /// Optimizer.register(CustomAdam.self)
  /// ```
  public static func register(_ kind: (some Optimizer & Configurable).Type) {
    registry.add(.init(kind))
  }

  /// Takes the limits for gradients from a configuration.
  ///
  /// - Throws: `ConfigError` if one is no number, or negative.
  func takeLimits(_ reader: ConfigReader) throws(ConfigError) {
    clipNorm = try reader.limit("clipnorm")
    clipValue = try reader.limit("clipvalue")
    globalClipNorm = try reader.limit("global_clipnorm")
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
