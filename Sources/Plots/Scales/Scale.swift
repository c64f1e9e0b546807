import Foundation

/// How an axis maps values to distances.
///
/// ```swift
/// var figure = Figure.line([1000.0, 100.0, 10.0])
/// figure.yScale = .log
/// ```
public enum Scale: String, Sendable {
  /// Equal differences have equal distances.
  case linear
  /// Equal ratios have equal distances; values that are not positive cannot be shown and are
  /// skipped.
  case log

  /// The position of a value on the axis, in the axis's own unit; NaN if it has none.
  func position(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .log: value > 0 ? log10(value) : .nan
    }
  }

  /// The value at a position: the inverse of `position(_:)`.
  func value(_ position: Double) -> Double {
    switch self {
    case .linear: position
    case .log: pow(10, position)
    }
  }
}

/// Where an axis begins and ends: each end fixed, or left to the data.
///
/// ```swift
/// var figure = Figure.line([3.0, 2.0, 1.5])
/// figure.yLimits = .from(0)          // the upper end follows the data
/// figure.xLimits = .from(0, to: 10)
/// ```
public struct Limits: Sendable, Equatable {
  var lower: Double?
  var upper: Double?

  /// Both ends follow the data, with a margin.
  ///
  /// ```swift
  /// figure.xLimits = .automatic
  /// ```
  public static let automatic = Limits(lower: nil, upper: nil)

  /// The lower end is fixed; so is the upper one if it is given.
  ///
  /// ```swift
  /// figure.yLimits = .from(0, to: 1)
  /// ```
  ///
  /// - Precondition: both ends are finite, and `upper` is greater than `lower`.
  public static func from(_ lower: Double, to upper: Double? = nil) -> Limits {
    if !lower.isFinite || upper.map({ !($0 > lower && $0.isFinite) }) ?? false {
      misuse(
        "Limits.from", "\(lower) to \(upper ?? lower) is not an interval",
        cure: "give a finite lower end and a greater finite upper end")
    }
    return Limits(lower: lower, upper: upper)
  }

  /// The upper end is fixed, the lower one follows the data.
  ///
  /// ```swift
  /// figure.yLimits = .upTo(100)
  /// ```
  ///
  /// - Precondition: `upper` is finite.
  public static func upTo(_ upper: Double) -> Limits {
    guard upper.isFinite else {
      misuse("Limits.upTo", "\(upper) is not finite", cure: "give a finite upper end")
    }
    return Limits(lower: nil, upper: upper)
  }
}

/// The interval that data occupies along one axis, and which of its ends need no margin.
///
/// A bar starts at zero and a heat map ends where its last cell ends: a margin there would be
/// misleading.
struct Extent {
  var lower = Double.infinity
  var upper = -Double.infinity
  var sticky: Set<Double> = []

  init() {}

  init(_ values: some Sequence<Double>, sticky: Set<Double> = []) {
    for value in values where value.isFinite { include(value) }
    self.sticky = sticky
  }

  var isEmpty: Bool { lower > upper }

  mutating func include(_ value: Double) {
    lower = Swift.min(lower, value)
    upper = Swift.max(upper, value)
  }

  mutating func formUnion(_ other: Extent) {
    lower = Swift.min(lower, other.lower)
    upper = Swift.max(upper, other.upper)
    sticky.formUnion(other.sticky)
  }
}

/// An axis with both ends decided.
struct Interval: Equatable, Sendable {
  var lower: Double
  var upper: Double

  /// Decides both ends of an axis: fixed ends as given, the others at the data plus a margin that
  /// is the fraction `margin` of the data's length as drawn.
  ///
  /// A constant series would have no length, so its interval is first widened by a twentieth of the
  /// value. A series counts as constant if it differs only by rounding: by a few units in the last
  /// place on a linear axis, which is matplotlib's criterion too. Without any data, the interval is
  /// one unit, or one decade.
  init(data: Extent, limits: Limits, scale: Scale, margin: Double) {
    var lower: Double
    var upper: Double
    if data.isEmpty {
      (lower, upper) = scale == .log ? (1, 10) : (0, 1)
    } else {
      var low = scale.position(data.lower)
      var high = scale.position(data.upper)
      let rounding = scale == .log ? 1e-12 : 1e-15
      if high - low <= rounding * Swift.max(abs(low), abs(high)) {
        // Twice the margin on a log axis: a twentieth of a decade would leave no tick in sight.
        let widening =
          scale == .log
          ? 0.5 : (low == 0 && high == 0 ? 0.05 : 0.05 * Swift.max(abs(low), abs(high)))
        (low, high) = (low - widening, high + widening)
      }
      let length = high - low
      // The length may overflow, but not its parts.
      let air = length.isFinite ? margin * length : margin * high - margin * low
      lower = data.sticky.contains(data.lower) ? data.lower : scale.value(low - air)
      upper = data.sticky.contains(data.upper) ? data.upper : scale.value(high + air)
    }
    lower = limits.lower ?? lower
    upper = limits.upper ?? upper
    if !(upper > lower) {
      // One end is fixed beyond all data: the other end follows it, since the fixed one was asked
      // for.
      let step =
        scale == .log ? 9 * abs(limits.lower ?? upper / 10) : Swift.max(1, abs(lower) * 0.1)
      if limits.lower != nil { upper = lower + step } else { lower = upper - step }
      if scale == .log, lower <= 0 { lower = upper / 10 }
    }
    // Margins must not carry an end beyond the largest number, nor a logarithmic one to zero; and
    // an axis of subnormal numbers has too few digits to be divided.
    let reach = Double.greatestFiniteMagnitude / 4
    lower = Swift.min(Swift.max(lower, scale == .log ? 1e-300 : -reach), reach)
    upper = Swift.min(Swift.max(upper, scale == .log ? 1e-299 : -reach), reach)
    if upper - lower < 1e-290, abs(upper) < 1e-290, scale == .linear { upper = lower + 1e-290 }
    self.lower = lower
    self.upper = upper
  }

  /// The ends of an axis that is not fitted to data.
  init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}
