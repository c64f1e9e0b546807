import Foundation

/// A number in a few digits, for messages that only give its magnitude.
func short(_ value: Double) -> String { String(format: "%.3g", value) }

extension DocumentNumber {
  /// Elements as a table shows them; long arrays are abbreviated.
  ///
  /// Values of the course show the shortest digits of the dtype. The document's own digits are kept
  /// as they are: some of its numbers are a float32 printed with all the digits of the Double that
  /// it was widened to.
  func text(_ values: [Double], keepsDigits: Bool = false) -> String {
    let words = values.map { value -> String in
      switch dtype {
      case "bool" where value == 0: "False"
      case "bool" where value == 1: "True"
      case _ where dtype.hasPrefix("int") && abs(value) < 0x1p53 && value == value.rounded():
        String(Int(value))
      case "float32" where !keepsDigits: Float(value).description
      default: value.description
      }
    }
    if words.count == 1, shape.isEmpty { return words[0] }
    if words.count <= 3 { return "[" + words.joined(separator: ", ") + "]" }
    return "[" + words.prefix(2).joined(separator: ", ") + ", … \(words.count) in all]"
  }

  /// What the document shows; in parentheses, what it would have shown if its output is missing.
  var documentText: String {
    if let printed { return text(printed, keepsDigits: true) }
    if let reference { return "(" + text(reference) + ")" }
    return "(random)"
  }
}
