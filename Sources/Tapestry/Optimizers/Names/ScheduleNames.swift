// Learning-rate schedules by name and from configurations.

extension LearningRateSchedule: Serializable {
  /// The schedules that can be read from a configuration.
  static let registry = Registry<LearningRateSchedule>(
    "learning-rate schedule",
    [
      .init(ExponentialDecay.self), .init(InverseTimeDecay.self),
      .init(PiecewiseConstantDecay.self), .init(PolynomialDecay.self), .init(CosineDecay.self),
      .init(CosineDecayRestarts.self), .init(WarmUp.self),
    ])

  /// The schedule that a saved class and configuration describe.
  ///
  /// ```swift
  /// let twin = try LearningRateSchedule.made(from: schedule.serialized)
  /// ```
  ///
  /// - Throws: `UnknownName` for a class that is not registered, `ConfigError` for a configuration
  ///   that does not fit it.
  public static func made(from serialized: Config) throws -> LearningRateSchedule {
    try registry.made(from: serialized)
  }

  /// Registers a custom class, so that `made(from:)` can make its schedules.
  ///
  /// ```swift
  /// LearningRateSchedule.register(Halving.self)
  /// ```
  public static func register(_ kind: (some LearningRateSchedule & Configurable).Type) {
    registry.add(.init(kind))
  }
}
