import Foundation

/// The positions of an axis's ticks and their labels.
struct Ticks: Equatable, Sendable {
  var values: [Double]
  var labels: [Label]
  /// Small ticks without text.
  var minor: [Double] = []
  /// The common factor and offset of all labels, drawn once at the end of the axis.
  var note: Label?

  /// Ticks for an axis that is `length` font sizes long.
  ///
  /// Numbers side by side need room for their width, numbers one above another for their height.
  /// There are as many ticks as fit with some space between them, but at most ten: more would not
  /// help the reader.
  static func make(_ interval: Interval, scale: Scale, length: Double, sideBySide: Bool) -> Ticks {
    var intervals = Int(min(max(length / (sideBySide ? 3 : 2), 1), 9))
    while true {
      let ticks =
        switch scale {
        case .linear: linear(interval, intervals: intervals)
        case .log: logarithmic(interval, intervals: max(intervals, 2))
        }
      let width = (ticks.labels.map(\.estimatedWidth).max() ?? 0) + 0.8
      if !sideBySide || intervals == 1 || Double(ticks.values.count) * width <= length {
        return ticks
      }
      intervals -= 1
    }
  }

  // MARK: - Linear

  /// Multiples of a nice step, `intervals` or fewer steps long.
  static func linear(_ interval: Interval, intervals: Int) -> Ticks {
    let values = multiples(in: interval, intervals: intervals)
    let format = NumberFormat(ticks: values, interval: interval)
    return Ticks(
      values: values, labels: values.map(format.label(_:)), note: format.note)
  }

  /// The multiples, inside the interval, of the smallest step among 1, 2, 2.5, 5 and these times
  /// powers of ten that needs at most `intervals` steps; a smaller step if that gives fewer than
  /// two multiples.
  static func multiples(in interval: Interval, intervals: Int) -> [Double] {
    let length = interval.upper - interval.lower
    guard length > 0, length.isFinite else { return [interval.lower] }
    // Far from zero the multiples are counted from a nearby round number, because the quotients
    // would otherwise be too large to be told apart.
    let middle = interval.lower / 2 + interval.upper / 2
    let origin =
      abs(middle) / length < 100
      ? 0 : (middle < 0 ? -1 : 1) * pow(10, floor(log10(abs(middle))))
    let (lower, upper) = (interval.lower - origin, interval.upper - origin)

    let raw = length / Double(intervals)
    let decade = pow(10, floor(log10(raw)))
    // Steps of a few units in the last place would come out unequal.
    let unit = max(abs(interval.lower), abs(interval.upper)).ulp
    let all = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20].map { $0 * decade }
    let steps = all.filter { $0 >= 4 * unit }
    guard !steps.isEmpty else { return [interval.lower, interval.upper] }
    let enough = steps.firstIndex { $0 >= raw * (1 - 1e-10) } ?? steps.count - 1
    var found: [Double] = []
    for step in steps[...enough].reversed() {
      // A multiple that rounding pushed just outside still belongs to the axis.
      let slack = min(0.4999, max(1e-10, 1e-12 * abs(origin) / step))
      let first = (lower / step - slack).rounded(.up)
      let last = (upper / step + slack).rounded(.down)
      guard first <= last else { continue }
      let edge = 1e-10 * length + 0.5 * unit
      found = stride(from: first, through: last, by: 1)
        .map { exactMultiple($0, of: step) + origin }
        .filter { $0 >= interval.lower - edge && $0 <= interval.upper + edge }
      if found.count >= 2 { break }
    }
    return found
  }

  /// `count * step` without the last binary digit's error of a step such as 0.1: 3 × 0.1 is 0.3.
  private static func exactMultiple(_ count: Double, of step: Double) -> Double {
    guard step < 1, step > 1e-300 else { return count * step }
    let inverse = (1 / step).rounded()
    return abs(inverse * step - 1) < 1e-12 ? count / inverse : count * step
  }

  // MARK: - Logarithmic

  /// Powers of ten, with the multiples of each between them as minor ticks; if fewer than two
  /// powers are visible, some of the multiples are labeled too; if that is not enough, the ticks
  /// of a linear axis.
  static func logarithmic(_ interval: Interval, intervals: Int) -> Ticks {
    let slack = 1e-10
    let low = Int((log10(interval.lower) - slack).rounded(.up))
    let high = Int((log10(interval.upper) + slack).rounded(.down))
    if high > low {
      var stride = 1
      while (high - low) / stride + 1 > intervals + 1 { stride += 1 }
      // The powers that are multiples of the stride, so that 10^0 is among them if it is visible.
      let shown = (low...high).filter { $0 % stride == 0 }
      let powers = shown.count >= 2 ? shown : [low, high]
      let minor =
        stride == 1
        ? multiplesOfPowers([2, 3, 4, 5, 6, 7, 8, 9], in: interval).map(\.value)
        : (low...high).filter { !powers.contains($0) }.map { pow(10, Double($0)) }
      return Ticks(
        values: powers.map { pow(10, Double($0)) }, labels: powers.map { .power($0) }, minor: minor)
    }
    let all = multiplesOfPowers([1, 2, 3, 4, 5, 6, 7, 8, 9], in: interval)
    for coefficients in [[1, 2, 5], [1, 2, 3, 4, 6, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9]] {
      let shown = all.filter { coefficients.contains($0.coefficient) }
      guard shown.count >= 3 else { continue }
      let isPlain = interval.lower >= 1e-3 && interval.upper < 1e5
      return Ticks(
        values: shown.map(\.value),
        labels: shown.map {
          isPlain
            ? .fixed($0.value, decimals: max(0, -$0.power))
            : .power($0.power, coefficient: $0.coefficient)
        },
        minor: all.filter { !coefficients.contains($0.coefficient) }.map(\.value))
    }
    return linear(interval, intervals: intervals)
  }

  private static func multiplesOfPowers(
    _ coefficients: [Int], in interval: Interval
  ) -> [(value: Double, coefficient: Int, power: Int)] {
    let first = Int(log10(interval.lower).rounded(.down))
    let last = Int(log10(interval.upper).rounded(.up))
    let tolerance = 1e-10
    var found: [(value: Double, coefficient: Int, power: Int)] = []
    for power in first...last {
      for coefficient in coefficients {
        let value = Double(coefficient) * pow(10, Double(power))
        if value >= interval.lower * (1 - tolerance), value <= interval.upper * (1 + tolerance) {
          found.append((value, coefficient, power))
        }
      }
    }
    return found
  }
}

/// How the numbers along one linear axis are written: all with the same decimals, and what they
/// have in common (a large offset, a power of ten) written once beside the axis.
struct NumberFormat: Equatable {
  private(set) var offset = 0.0
  private(set) var exponent = 0
  private(set) var decimals = 0

  init(ticks: [Double], interval: Interval) {
    offset = Self.commonOffset(ticks)
    // A single tick does not tell the size of the steps, so the ends of the axis are used too.
    let references = ticks.count < 2 ? ticks + [interval.lower, interval.upper] : ticks
    let differences = references.map { $0 - offset }
    let largest = differences.map(abs).max() ?? 0
    let order = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    exponent = order <= -5 || order >= 6 ? order : 0

    let power = pow(10, Double(exponent))
    let scaled = differences.map { $0 / power }
    let length = (scaled.max() ?? 0) - (scaled.min() ?? 0)
    let size = length > 0 ? length : max(largest / power, .leastNormalMagnitude)
    let tolerance = 1e-3 * pow(10, log10(size).rounded(.down))
    let tickValues = scaled.prefix(ticks.count)
    while decimals < 12 {
      let unit = pow(10, Double(decimals))
      if tickValues.allSatisfy({ abs(($0 * unit).rounded() / unit - $0) < tolerance }) { break }
      decimals += 1
    }
  }

  func label(_ value: Double) -> Label {
    .fixed((value - offset) / pow(10, Double(exponent)), decimals: decimals)
  }

  /// `×10⁶`, `+12000`, both, or nothing.
  var note: Label? {
    var offsetText = ""
    if offset != 0 {
      let isPlain = abs(offset) < 1e7 && abs(offset) >= 1e-3
      let short = String(format: isPlain ? "%.10g" : "%.10e", abs(offset))
      // matplotlib always uses ten digits, even where the ticks then mean something else.
      let digits = Double(short) == abs(offset) ? short : String(format: "%.15e", abs(offset))
      offsetText = (offset < 0 ? "\u{2212}" : "+") + Self.tidy(digits)
    }
    switch (exponent, offsetText) {
    case (0, ""): return nil
    case (0, _): return Label(text: offsetText)
    case (_, ""):
      var label = Label.power(exponent)
      label.text = "×10"
      return label
    default:
      var label = Label.power(exponent)
      label.text = "\(offsetText)  ×10"
      return label
    }
  }

  /// `1.2300000000e+08` as `1.23e8`.
  private static func tidy(_ digits: String) -> String {
    let parts = digits.split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return digits }
    var mantissa = String(parts[0])
    while mantissa.hasSuffix("0") { mantissa.removeLast() }
    if mantissa.hasSuffix(".") { mantissa.removeLast() }
    return "\(mantissa)e\(power)"
  }

  /// The offset that all ticks share, if leaving it out saves four digits or more: 12345.1 and
  /// 12345.2 share 12345.
  private static func commonOffset(_ ticks: [Double]) -> Double {
    guard let low = ticks.min(), let high = ticks.max(), low < high, !(low <= 0 && 0 <= high)
    else { return 0 }
    let sign: Double = high < 0 ? -1 : 1
    let smaller = min(abs(low), abs(high))
    let larger = max(abs(low), abs(high))
    // The highest digit in which the smallest and the largest tick differ.
    var order = Int(log10(larger).rounded(.up))
    while floor(smaller / pow(10, Double(order))) == floor(larger / pow(10, Double(order))) {
      order -= 1
    }
    order += 1
    // 0.9999 and 1.0001 differ in every digit although they are close: take the highest digit
    // in which they differ by more than 1.
    if (larger - smaller) / pow(10, Double(order)) <= 1e-2 {
      order = Int(log10(larger).rounded(.up))
      while floor(larger / pow(10, Double(order))) - floor(smaller / pow(10, Double(order))) <= 1 {
        order -= 1
      }
      order += 1
    }
    let unit = pow(10, Double(order))
    let shared = floor(larger / unit)
    return shared >= 1000 ? sign * shared * unit : 0
  }
}
