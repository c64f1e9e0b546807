/// The direction in which a value improves.
public enum MonitorMode: String, Sendable, Hashable, CaseIterable {
  /// As the metric says, by `Metric.isBetterWhenLarger`. A value that is not a metric's is better
  /// when larger if its name contains "acc" or "auc", and when smaller otherwise.
  case auto
  /// Smaller is better, as for losses.
  case min
  /// Larger is better, as for accuracies.
  case max
}

/// A monitored value of the reports, and whether it has improved.
struct Monitor {
  /// Its name in reports.
  let name: String
  /// The change that an improvement must exceed.
  let minDelta: Double
  private let mode: MonitorMode
  private var grows = false

  init(_ name: String, _ mode: MonitorMode, minDelta: Double) {
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// Finds the direction in which the value improves. Keras 2.1 only looks for "acc" in the name,
  /// and would minimize "val_auc".
  mutating func findDirection(in model: Model?) {
    switch mode {
    case .min: grows = false
    case .max: grows = true
    case .auto:
      let measured = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
      let metric = model?.compilation?.outputMetrics.all.first { $0.name == measured }
      grows =
        metric?.metric.isBetterWhenLarger ?? (name.contains("acc") || name.contains("auc"))
    }
  }

  /// A number than which every other is better.
  var worst: Double { grows ? -.infinity : .infinity }

  /// The best value as part of a callback's state; none if there has been none, since JSON has no
  /// infinity.
  func saved(_ best: Double) -> ConfigValue { best == worst ? .none : .double(best) }

  /// The best value in a state.
  func best(_ reader: ConfigReader) throws -> Double {
    try reader.optional("best", reader.double) ?? worst
  }

  /// Whether a number is better than another by more than `minDelta`.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    grows ? value - minDelta > best : value + minDelta < best
  }

  /// The value in a report; nil if it is one of a validation, and the epoch was not validated.
  ///
  /// - Throws: `UnknownName` with the names that exist. Keras warns and does nothing, and training
  ///   that should be stopped runs on for hours.
  func value(in report: Report) throws(UnknownName) -> Double? {
    if let value = report[name] { return value }
    if report.awaitsValidation, name.hasPrefix("val_") { return nil }
    throw UnknownName(
      kind: "number in the report", name: name, known: report.values.map(\.name))
  }
}
