import ExerciseKit
import Judge

extension Exercise {
  static let fieldsOfLine = Exercise(
    "6.8", "FieldsOfLine", "Commas and quotes", section: "9", points: 10, difficulty: 2,
    signature: "func fields(of line: String, separator: Character) throws -> [String]",
    statement: """
      The fields of one line of a CSV file. A field may be enclosed in double quotes: then
      separators are part of it, and two quotes in a row stand for one. Empty fields count, so that
      an empty line has one field. A `\\r` at the end of the line is not part of it.
      """,
    hints: [
      "Go through the characters with one Boolean: whether you are within quotes.",
      "A quote within quotes is the end of them, unless another quote follows.",
      """
      Build up the current field. Within quotes, two quotes in a row add one, a single quote ends them, \
      and anything else is added; outside, a separator ends the field.
      """,
    ],
    mistakes: [
      Mistake(
        "PlainSplit", "\"Paris, France\" is one field: within quotes separators are part of it."
      ),
      Mistake("EmptyOnesDropped", "a,,b has three fields: the empty ones count, or columns shift."),
      Mistake(
        "DoubledQuotesLost",
        "Within quotes two quotes in a row stand for one, and here none is left."),
      Mistake(
        "CarriageReturnKept",
        """
        Files from Windows end lines with \\r: it is left in the last field, where a number has \
        none.
        """),
    ],
    checks: [
      Check("plain fields") { _ in
        ["a,b", "a,,b", "", ",", "12.5,-3,x y", "a,b\r"].map { Case($0, Character(",")) }
      },
      Check("quotes", share: 2, isMandatory: true) { random in
        [
          "\"Paris, France\",2", "\"a\"\"b\",c", "\"\",x", "\"\"\"\"", "1,\"2,3\",\"\"",
          "\"x\"\"\"\r",
        ].map { Case($0, Character(",")) }
          + ["a;b,c", "\"a;b\";c"].map { Case($0, Character(";")) }
          + (0..<8).map { _ in Case(randomLine(&random), Character(",")) }
      },
    ],
    reference: { (line: String, separator: Character) -> [String] in
      var rest = line[...]
      if rest.last == "\r" { rest.removeLast() }
      var fields: [String] = []
      while true {
        var field = ""
        if rest.first == "\"" {
          rest.removeFirst()
          while let end = rest.firstIndex(of: "\"") {
            field += rest[..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.first == "\"" else { break }
            field += "\""
            rest.removeFirst()
          }
        } else {
          field = String(rest.prefix { $0 != separator })
          rest = rest.dropFirst(field.count)
        }
        fields.append(field)
        guard rest.first == separator else { return fields }
        rest.removeFirst()
      }
    })
}

/// A line of fields, some of them quoted.
private func randomLine(_ random: inout CaseRandom) -> String {
  (0..<random.integer(1...5)).map { _ in
    let word = String(
      (0..<random.integer(0...3)).map { _ in random.element(["a", "b", "7"]) }.joined())
    switch random.integer(0...3) {
    case 0: return "\"\(word),\(word)\""
    case 1: return "\"\(word)\"\"\(word)\""
    default: return word
    }
  }.joined(separator: ",")
}
