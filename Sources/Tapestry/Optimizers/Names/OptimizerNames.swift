// Optimizers by name, from configurations, and with saved weights, as programs and files need them.

extension Optimizer: Serializable {
  /// The named optimizers.
  static let registry = Registry<Optimizer>(
    "optimizer", ignoresCase: true,
    [
      .init(SGD.self) { SGD() }, .init(Adam.self) { Adam() }, .init(AdamW.self) { AdamW() },
      .init(Adamax.self) { Adamax() }, .init(Nadam.self) { Nadam() },
      .init(RMSprop.self) { RMSprop() }, .init(Adagrad.self) { Adagrad() },
      .init(Adadelta.self) { Adadelta() }, .init(Ftrl.self) { Ftrl() }, .init(Lion.self) { Lion() },
    ])

  /// The optimizer of this name with its default options. Case does not matter.
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

  /// The optimizer that a saved class and configuration describe, before its first step.
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

  /// Registers a custom class, so that `made(from:)` can make its optimizers.
  ///
  /// ```swift
  /// Optimizer.register(CustomAdam.self)
  /// ```
  public static func register(_ kind: (some Optimizer & Configurable).Type) {
    registry.add(.init(kind))
  }

  /// Reads the limits for gradients from a configuration.
  ///
  /// - Throws: `ConfigError` if one is not a number, or negative.
  func takeLimits(_ reader: ConfigReader) throws(ConfigError) {
    clipNorm = try reader.limit("clipnorm")
    clipValue = try reader.limit("clipvalue")
    globalClipNorm = try reader.limit("global_clipnorm")
  }

  // MARK: Weights

  /// Restores saved weights: the step count, then the slots, in the order of `weights`.
  ///
  /// - Throws: `WeightMismatch` if their number, a shape or a type differs; then nothing is
  ///   changed.
  public func setWeights(_ values: [Tensor]) throws(WeightMismatch) {
    try WeightMismatch.check(values, for: weights, of: name)
    for (weight, value) in zip(weights, values) { weight.assign(value) }
  }
}
