import Foundation
import Testing

/// The table from TensorFlow to Tapestry names only what exists.
@Suite struct TranslationTests {
  /// Names of Swift itself, and placeholders for the reader's own.
  static let others: Set<String> = [
    "Double", "Float", "print", "zip", "L", "M", "N", "Mine", "concrete", "f", "fConvertedSource",
    "g", "history", "loss", "self",
  ]

  @Test func `every Swift name of the table is declared publicly`() throws {
    let page = SourceTree.package.appendingPathComponent("Chapters/TRANSLATION.md")
    let known = try PublicNames(targets: [
      "Tapestry", "AutoGraph", "Plots", "CourseData", "TensorFlowFormats", "TensorBoardFiles",
      "ArrayFiles", "ONNXFiles",
    ])
    #expect(known.names.count > 500)
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(Self.rows(of: text).count > 100)
    for problem in Self.problems(in: text, known: known) { Issue.record("\(problem)") }
  }

  @Test func `undeclared names, members and labels are found with their line`() {
    let known = PublicNames(
      code: """
        public struct Tensor { public func sum(axis: Int) -> Tensor {} }
        enum Kind { case small, large(Int) }
        func hidden(of x: Int) {}
        """)
    let text = """
      | TensorFlow | Tapestry |
      |---|---|
      | `tf.reduce_sum(x, 1)` | `x.sum(axis: 1)`, `.large`, `Tensor` |
      | `y` | `x.sun(axes: 1)`, `hidden(of: x)`, `Tansor(["axes": x])`, `hidden` |
      """
    #expect(
      Self.problems(in: text, known: known) == [
        "line 4: 'sun'", "line 4: 'axes:'", "line 4: 'hidden'", "line 4: 'of:'",
        "line 4: 'Tansor'", "line 4: 'hidden'",
      ])
  }

  /// The right column of the table, with the lines from 1.
  static func rows(of text: String) -> [(line: Int, cell: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      guard let row = $1.wholeMatch(of: #/\|.*\| (.*) \|/#), $1.contains("`") else { return nil }
      return ($0 + 1, row.output.1)
    }
  }

  static func problems(in text: String, known: PublicNames) -> [String] {
    rows(of: text).flatMap { line, cell in
      cell.matches(of: #/`([^`]+)`/#).flatMap { span in
        unknown(in: String(span.output.1), known: known).map { "line \(line): '\($0)'" }
      }
    }
  }

  private static func unknown(in span: String, known: PublicNames) -> [String] {
    let code = span.replacing(#/"[^"]*"/#, with: "\"\"")
    var unknown: [String] = []
    let word = #/([.@_]?)([A-Za-z]\w*)(\s*:|\(| \{)?/#
    // Dictionaries have colons, too, and so have declarations.
    let keys = Set(
      code.matches(of: #/\[[^\[\]()]*\]/#).flatMap { list in
        list.output.matches(of: #/\b(\w+):/#).map { $0.output.1 }
      })
    for match in code.matches(of: word) {
      let (dot, name, next) = (match.output.1, match.output.2, match.output.3 ?? "")
      if others.contains(String(name)) { continue }
      if next.hasSuffix(":") {
        let isLabel = dot.isEmpty && !keys.contains(name) && !code.contains("_ \(name):")
        if isLabel, !known.labels.contains(String(name)) { unknown.append("\(name):") }
        continue
      }
      let isName = !dot.isEmpty || !next.isEmpty || name.first!.isUppercase || name == code
      if isName, !known.names.contains(String(name)) { unknown.append(String(name)) }
    }
    return unknown
  }
}
