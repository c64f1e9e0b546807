import Foundation

/// A class as comma-separated values: always one row for each student.
struct ClassTable {
  let rows: [ClassRow]

  var text: String {
    let ids = rows.first?.record.exercises.map(\.id) ?? []
    let header =
      ["student", "attempt", "submitted"] + ids
      + ["raw", "penalty", "total", "max", "worst", "regrade", "key"]
    let lines = rows.map { row in
      let record = row.record
      let start = [record.student, record.attempt, record.submitted?.formatted(.iso8601) ?? ""]
      let end = [
        Self.number(record.raw), Self.number(row.penalty * record.raw), Self.number(row.total),
        Self.number(record.most), row.worst.rawValue, record.regrade.joined(separator: " "),
        record.key,
      ]
      return start + record.exercises.map { Self.number($0.score) } + end
    }
    return ([header] + lines).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
  }

  /// At most two decimals, without trailing zeros.
  static func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  /// A cell. Where a spreadsheet would take it for a formula, an apostrophe makes it text: at its
  /// start, and after anything that some spreadsheets take for the end of a cell.
  ///
  /// It looks at scalars: to Swift a quotation mark with an accent is a different character, and so
  /// is a carriage return with a line feed, but a spreadsheet sees the mark and the end of a line.
  static func cell(_ text: String) -> String {
    guard Double(text) == nil else { return text }
    var cell = String.UnicodeScalarView()
    var isStart = true
    for scalar in text.unicodeScalars {
      if isStart, formulaStarts.contains(scalar) { cell.append("'") }
      isStart = separators.contains(scalar)
      cell.append(scalar)
      if scalar == "\"" { cell.append(scalar) }
    }
    let isPlain = !cell.contains { separators.contains($0) || $0 == "\"" }
    return isPlain ? String(cell) : "\"\(String(cell))\""
  }

  /// The wide forms too, which spreadsheets read in some languages.
  private static let formulaStarts = Set("=+-@\t\r＝＋－＠".unicodeScalars)
  /// The semicolon is the comma of systems that write numbers with a decimal comma.
  private static let separators = Set(",;\n\r\t".unicodeScalars)
}
