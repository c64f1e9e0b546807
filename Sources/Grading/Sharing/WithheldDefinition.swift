import Foundation

/// The definition of an exercise as students get it: unchanged, but with a reference that answers
/// nothing and without the functions that only the reference used.
///
/// It works on text and not on syntax: all definitions are formatted alike, with the reference as
/// their last argument, and a definition that is not is rejected.
struct WithheldDefinition {
  /// The definition's text.
  let text: String

  /// Withholds the reference of a definition, given as a Swift file; nil if it contains none.
  init?(_ source: String) {
    guard let start = source.range(of: "\n    reference: {"),
      let end = source.range(of: "})\n}\n", range: start.upperBound..<source.endIndex),
      let arrow = source.range(of: "->", range: start.upperBound..<end.lowerBound),
      let body = source[arrow.upperBound..<end.lowerBound].firstMatch(of: /\sin\s/)
    else { return nil }
    let withheld =
      source[..<body.range.lowerBound] + " in throw Withheld() " + source[end.lowerBound...]
    text = Self.withoutUnused(String(withheld))
  }

  /// The text without the private declarations that are not used.
  private static func withoutUnused(_ source: String) -> String {
    var parts = declarations(of: source)
    while let unused = parts.indices.first(where: { index in
      let names = privateNames(in: parts[index])
      let rest = (parts[..<index] + parts[(index + 1)...]).joined()
      return !names.isEmpty && names.allSatisfy { !uses($0, in: rest) }
    }) {
      parts.remove(at: unused)
    }
    return parts.joined(separator: "\n")
  }

  /// The parts of a file between empty lines at the outermost level.
  private static func declarations(of source: String) -> [String] {
    var parts = [""]
    var isInside = false
    for line in source.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.isEmpty, !isInside {
        parts.append("")
        continue
      }
      if let first = line.first, !first.isWhitespace, !line.hasPrefix("//") {
        // An opened brace or parenthesis continues to the line that closes it.
        isInside = line.last.map { "{([".contains($0) } ?? false
      }
      parts[parts.count - 1] += line + "\n"
    }
    return parts
  }

  /// The private declarations of a part.
  private static func privateNames(in part: String) -> [String] {
    part.matches(
      of: /(?m)^(?:private|  fileprivate) (?:static |mutating )*(?:func|let|var) (\w+)/
    ).map { String($0.1) }
  }

  /// Statements and hints may contain the same words, so only lines outside string literals count.
  private static func uses(_ name: String, in text: String) -> Bool {
    var isText = false
    return text.split(separator: "\n").contains { line in
      if line.matches(of: /"""/).count % 2 == 1 { isText.toggle() }
      let code = isText ? "" : line.replacing(/"(?:[^"\\]|\\.)*"|\/\/.*/, with: "")
      return code.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == name }
    }
  }
}
