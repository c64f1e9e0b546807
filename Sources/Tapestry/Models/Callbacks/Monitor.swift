/// Which way a number gets better.
public enum MonitorMode: String, Sendable, Hashable, CaseIterable {
  /// As the metric says, `Metric.isBetterWhenLarger`. Of a number that no metric gives, up if its
  /// name has the letters "acc" or "auc", and down otherwise.
  case auto
  /// Down, as losses.
  case min
  /// Up, as accuracies.
  case max
}

/// One of the measured numbers, and whether it has become better.
struct Monitor {
  /// Its name in reports.
  let name: String
  /// The change that is too small to count.
  let minDelta: Double
  private let mode: MonitorMode
  private var grows = false

  init(_ name: String, _ mode: MonitorMode, minDelta: Double) {
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// Finds out which way the number gets better. Keras 2.1 looks at nothing but the name for "acc",
  /// and makes small what is called "val_auc".
  mutating func findDirection(in model: Model?) {
    switch mode {
    case .min: grows = false
    case .max: grows = true
    case .auto:
      let measured = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
      let measure = model?.compilation?.measures.all.first { $0.name == measured }
      grows =
        measure?.metric.isBetterWhenLarger ?? (name.contains("acc") || name.contains("auc"))
    }
  }

  /// A number that every other is better than.
  var worst: Double { grows ? -.infinity : .infinity }

  /// The best value as part of a callback's state: none if there was none, since JSON has no
  /// infinity.
  func saved(_ best: Double) -> ConfigValue { best == worst ? .none : .double(best) }

  /// The best value of a state.
  func best(_ reader: ConfigReader) throws -> Double {
    try reader.optional("best", reader.double) ?? worst
  }

  /// Whether a number is better than another by more than what is too small to count.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    grows ? value - minDelta > best : value + minDelta < best
  }

  /// The number in a report.
  ///
  /// - Throws: `UnknownName` with those that there are. Keras warns and does nothing, and a
  ///   training that was to be stopped runs on for hours.
  func value(in report: Report) throws(UnknownName) -> Double {
    if let value = report[name] { return value }
    throw UnknownName(
      kind: "number in the report", name: name, known: report.values.map(\.name))
  }
}
