import ExerciseKit
import Foundation

/// A datum as a student would write it, shortened if it is long.
func datumText(_ datum: Datum) -> String {
  switch datum {
  case .nothing: "nil"
  case .bool(let value): "\(value)"
  case .integer(let value): "\(value)"
  case .number(let value): numberText(value)
  case .text(let value): shortened(value.debugDescription)
  case .array(let array): arrayText(array)
  case .list(let elements):
    "[" + shortened(elements.map { datumText($0) }, most: 12).joined(separator: ", ") + "]"
  }
}

/// A text of readable length; a solution can answer with megabytes.
func shortened(_ text: String, most: Int = 1000) -> String {
  let start = text.prefix(most)
  return start.endIndex == text.endIndex ? text : start + "…"
}

/// A text from a solution, line by line, without control characters for a terminal.
package func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        let isControl = scalar.properties.generalCategory == .control
        return isControl && scalar != "\n" && scalar != "\t" ? "\u{fffd}" : scalar
      }))
}

/// Seven digits: what `float32` holds.
func numberText(_ number: Double) -> String {
  if number == number.rounded(), abs(number) < 1e7 { return String(format: "%g", number) }
  if number.isNaN { return "nan" }
  return String(format: "%.7g", number)
}

/// Two different numbers with enough digits to show the difference.
func distinctTexts(_ a: Double, _ b: Double) -> (String, String) {
  if numberText(a) != numberText(b) || a.bitPattern == b.bitPattern {
    return (numberText(a), numberText(b))
  }
  let nine = (String(format: "%.9g", a), String(format: "%.9g", b))
  return nine.0 != nine.1 ? nine : ("\(a)", "\(b)")
}

private func arrayText(_ array: NumberArray) -> String {
  let elements =
    array.integers?.map { "\($0)" }
    ?? array.numbers.map { number in
      array.kind == .bool ? (number == 0 ? "false" : "true") : numberText(number)
    }
  var note = ""
  if array.shape.count != 1 {
    note = "  shape \(shapeText(array.shape))"
  }
  if array.kind != .int64, array.kind != .float32 { note += "  \(array.kind)" }
  return nested(elements[...], array.shape[...], indentation: 1) + note
}

private func nested(_ elements: ArraySlice<String>, _ shape: ArraySlice<Int>, indentation: Int)
  -> String
{
  guard let size = shape.first else { return elements.first ?? "" }
  if shape.count == 1 {
    return "[" + shortened(Array(elements), most: 10).joined(separator: ", ") + "]"
  }
  guard size > 0, !elements.isEmpty else { return "[]" }
  let part = elements.count / size
  let rows = (0..<size).map { row in
    let start = elements.startIndex + row * part
    return nested(elements[start..<start + part], shape.dropFirst(), indentation: indentation + 1)
  }
  let gap = "\n" + String(repeating: " ", count: indentation)
  return "[" + shortened(rows, most: 6).joined(separator: gap) + "]"
}

private func shortened(_ parts: [String], most: Int) -> [String] {
  guard parts.count > most else { return parts }
  return parts.prefix(most - 2) + ["…"] + parts.suffix(1)
}
