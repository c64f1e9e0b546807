import Foundation

/// A short text with an optional superscript after it: `1`, `10⁴`, `×10⁻⁶`.
///
/// Superscripts are smaller, raised digits and not Unicode characters, which fonts draw in uneven
/// sizes.
struct Label: Equatable, Sendable {
  var text: String
  var exponent = ""

  /// The label in plain characters, as data text shows it.
  var plain: String {
    (exponent.isEmpty ? text : "\(text)^\(exponent)")
      .replacingOccurrences(of: "\u{2212}", with: "-")
  }

  /// The approximate width of the label, in units of the font size.
  ///
  /// Ticks are chosen by this estimate and not by measured text, so that the data text of a figure
  /// is the same on machines with different fonts.
  var estimatedWidth: Double { 0.62 * Double(text.count) + 0.45 * Double(exponent.count) }

  /// A number with a fixed number of decimals and a true minus sign, which is as wide as a plus.
  static func fixed(_ value: Double, decimals: Int) -> Label {
    let digits = String(format: "%.\(decimals)f", abs(value))
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return Label(text: value < 0 && !isZero ? "\u{2212}" + digits : digits)
  }

  /// `coefficient × 10^exponent`, without the coefficient if it is 1.
  static func power(_ exponent: Int, coefficient: Int = 1) -> Label {
    Label(
      text: coefficient == 1 ? "10" : "\(coefficient)×10",
      exponent: exponent < 0 ? "\u{2212}\(-exponent)" : "\(exponent)")
  }
}
