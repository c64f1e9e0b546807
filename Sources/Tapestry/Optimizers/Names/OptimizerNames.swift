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
  /// - **Source:** book, chapter 3, section 5 (`optimizer='SGD'`).
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
  /// - Throws: `WeightsDoNotFit` if there are more or fewer, or one has another shape or type; then
  ///   nothing is changed.
  public func setWeights(_ values: [Tensor]) throws(WeightsDoNotFit) {
    try WeightsDoNotFit.check(values, for: weights, of: name)
    for (weight, value) in zip(weights, values) { weight.assign(value) }
  }
}
