import Foundation

// How pandas writes the cells of one column, which depends on all cells shown: the longest fraction
// sets the number of digits of the others, and one tiny number turns all to scientific notation.

/// The alignment of texts within the width of their column.
enum Alignment { case left, center, right }

extension Column {
  /// The cells as texts of equal width, at least `width`. Numbers leave room for the sign.
  func texts(_ alignment: Alignment = .right, width: Int = 0) -> [String] {
    let texts =
      switch kind {
      case .number: numberTexts(missing: alignment == .left ? " NaN" : "NaN")
      case .integer, .bool, .object: cells.map(\.textInColumn)
      }
    return sameWidth(texts, alignment, width: width)
  }

  /// The cells as labels of rows or columns: strings as they are, numbers without room for the sign
  /// if none of them needs it.
  func labelTexts() -> [String] {
    if kind == .object {
      return cells.map { $0 == .missing ? "NaN" : escaped($0.description) }
    }
    var texts = texts(.left)
    while !texts.isEmpty, texts.allSatisfy({ $0.hasPrefix(" ") }) {
      texts = texts.map { String($0.dropFirst()) }
    }
    return texts
  }

  private func numberTexts(missing: String) -> [String] {
    let numbers = cells.map { $0.number ?? .nan }
    let finite = numbers.filter(\.isFinite)
    let texts = formatted(numbers, "% .6f", missing: missing)
    let isTooLong = (texts.lazy.map(\.width).max() ?? 0) > 12
    // The bounds are those of pandas: six digits are shown after the point, and a number above a
    // million is written in scientific notation only if that makes the column narrower.
    let hasHuge = numbers.contains { $0.magnitude > 1e6 }
    let hasTiny = finite.contains { $0 != 0 && $0.magnitude < 1e-6 }
    return hasTiny || (isTooLong && hasHuge)
      ? formatted(numbers, "% .6e", missing: missing) : texts
  }
}

/// Numbers in one format, without the trailing zeros that all of them share.
private func formatted(_ numbers: [Double], _ format: String, missing: String) -> [String] {
  var texts = numbers.map { $0.isNaN ? missing : String(format: format, $0) }
  let finite = numbers.indices.filter { numbers[$0].isFinite }
  // Trailing zeros of an exponent are significant.
  guard !finite.isEmpty, format.hasSuffix("f") else { return texts }
  while finite.allSatisfy({ texts[$0].hasSuffix("0") }) {
    for index in finite { texts[index].removeLast() }
  }
  for index in finite where texts[index].hasSuffix(".") { texts[index] += "0" }
  return texts
}

extension Cell {
  /// The cell in a column that does not consist of floating-point numbers only.
  fileprivate var textInColumn: String {
    switch self {
    case .integer(let integer): integer < 0 ? "\(integer)" : " \(integer)"
    case .number(let number): String(format: "% .6g", number)
    case .missing: " NaN"
    case .text, .bool: " " + escaped(description)
    }
  }
}

/// A text on one line.
func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "\t", with: "\\t").replacingOccurrences(of: "\n", with: "\\n")
    .replacingOccurrences(of: "\r", with: "\\r")
}

/// The widest text that pandas shows in full.
private let widestText = 50

/// Texts padded to the width of the longest. Texts that are longer than pandas shows end in dots.
func sameWidth(_ texts: [String], _ alignment: Alignment, width: Int = 0) -> [String] {
  let longest = max(width, texts.lazy.map(\.width).max() ?? 0)
  let width = min(longest, widestText)
  return texts.map { text in
    guard text.width > width else { return text.padded(to: width, alignment) }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(width - 3))) + "..."
  }
}

extension String {
  /// The number of characters as pandas counts them: an accent with its own code point counts as
  /// one.
  var width: Int { unicodeScalars.count }

  /// The text padded with spaces to a width.
  func padded(to width: Int, _ alignment: Alignment) -> String {
    let gap = max(0, width - self.width)
    let before =
      switch alignment {
      case .left: 0
      case .right: gap
      // Python puts the odd space on the left if the width is odd too.
      case .center: gap / 2 + (gap & width & 1)
      }
    return String(repeating: " ", count: before) + self
      + String(repeating: " ", count: gap - before)
  }
}
