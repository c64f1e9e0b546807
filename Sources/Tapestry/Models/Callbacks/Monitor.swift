/// Which way a number gets better.
public enum MonitorMode: String, Sendable, Hashable, CaseIterable {
  /// Up if its name speaks of accuracy, with the letters "acc", and down otherwise.
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
  private let grows: Bool

  init(_ name: String, _ mode: MonitorMode, minDelta: Double) {
    self.name = name
    self.minDelta = abs(minDelta)
    grows =
      switch mode {
      case .auto: name.contains("acc")
      case .min: false
      case .max: true
      }
  }

  /// A number that every other is better than.
  var worst: Double { grows ? -.infinity : .infinity }

  /// Whether a number is better than another by more than what is too small to count.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    grows ? value - minDelta > best : value + minDelta < best
  }

  /// The number in a report.
  ///
  /// Throws: `UnknownName` with those that there are. Keras warns and does nothing, and a training
  /// that was to be stopped runs on for hours.
  func value(in report: Report) throws(UnknownName) -> Double {
    if let value = report[name] { return value }
    throw UnknownName(
      kind: "number in the report", name: name, known: report.values.map(\.name))
  }
}
