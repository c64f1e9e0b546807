import Foundation

/// A block of Swift in a doc comment.
struct DocExample {
  /// The file, from the package's folder.
  let file: String
  /// The line of the opening fence, from 1.
  let line: Int
  let lines: [String]

  /// What an example states about one of its lines.
  enum Claim {
    /// `x.count  // 3`
    case value(expression: String, stated: String)
    /// `print(x)`, and the lines of the output as comments below it.
    case output(arguments: String, stated: String)
    /// `try f()  // throws: why`
    case error(expression: String)
  }

  /// The examples of all doc comments of some targets.
  static func all(in targets: [String]) throws -> [DocExample] {
    try targets.flatMap { target in
      try SourceTree.files(of: target).flatMap { examples(in: $0.text, file: $0.path) }
    }
  }

  static func examples(in text: String, file: String) -> [DocExample] {
    var examples: [DocExample] = []
    var open: (line: Int, lines: [String])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let comment = line.wholeMatch(of: #/\s*///(?: (.*))?/#) else {
        open = nil
        continue
      }
      let content = String(comment.output.1 ?? "")
      switch (open, content.trimmingCharacters(in: .whitespaces)) {
      case (nil, "```swift"): open = (index + 1, [])
      case (let block?, "```"):
        examples.append(DocExample(file: file, line: block.line, lines: block.lines))
        open = nil
      case (_?, _): open!.lines.append(content)
      case (nil, _): break
      }
    }
    return examples
  }

  /// The location of a line of the example.
  func location(ofLine index: Int) -> String { "\(file):\(line + 1 + index)" }

  /// What the example states about the line, or nil if that is nothing or words to the reader.
  func claim(ofLine index: Int) -> Claim? {
    let line = lines[index]
    if let print = line.wholeMatch(of: #/print\((.+)\)/#) {
      let output = lines[(index + 1)...].prefix { $0.hasPrefix("//") }
        .map { String($0.dropFirst($0.hasPrefix("// ") ? 3 : 2)) }
      guard !output.isEmpty else { return nil }
      return .output(arguments: String(print.output.1), stated: output.joined(separator: "\n"))
    }
    guard let match = line.wholeMatch(of: #/([^\s/].*?)  +// (.+)/#) else { return nil }
    let (code, comment) = (String(match.output.1), String(match.output.2))
    let isStatement =
      code.contains(#/^(let|var|for|while|if|func|return|import|defer|guard|_ =)\b|[{]$|^[})]/#)
      || code.contains(#/^\w[\w.]*(\[[^\]]*\])? [-+*\/]?= /#)
    if isStatement { return nil }
    if comment.hasPrefix("throws") { return .error(expression: code) }
    let isValue =
      comment.wholeMatch(
        of:
          #/-?[0-9.]+(?:e-?\d+)?|\[.*\]|\([-0-9., ]*\)|true|false|nil|"[^"]*"|u?int\d+|float\d+|bool/#
      ) != nil
    guard isValue, !comment.contains("…"), !comment.contains("...") else { return nil }
    // Printed values are compared as values.
    let printed = code.wholeMatch(of: #/print\((.+)\)/#).map { String($0.output.1) }
    return .value(expression: printed ?? code, stated: comment)
  }

  /// Whether a value's text is what was stated: word by word, and numbers as far as digits are
  /// given.
  static func states(_ stated: String, _ found: String) -> Bool {
    let words = (words(of: stated), words(of: found))
    return words.0.count == words.1.count
      && zip(words.0, words.1).allSatisfy { stated, found in
        if stated == found { return true }
        guard let a = Double(stated), let b = Double(found) else { return false }
        let digits = stated.split(separator: ".").dropFirst().first?.prefix { $0.isNumber } ?? ""
        let scale = stated.contains("e") ? abs(a) * 1e-3 : pow(10, -Double(digits.count)) / 2
        return abs(a - b) <= scale * 1.001
      }
  }

  private static func words(of text: String) -> [String] {
    text.replacing(#/array\(|, dtype=\w+\)/#, with: "")
      .matches(of: #/-?[0-9.]+(?:e[-+]?\d+)?|\w+|[\[\]()"]/#)
      .map { String($0.output) }
  }
}
