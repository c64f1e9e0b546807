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

  /// A cell. If a spreadsheet would take it for a formula, a leading apostrophe makes it text.
  static func cell(_ text: String) -> String {
    let isNumber = Double(text) != nil
    let starts = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let plain = starts && !isNumber ? "'" + text : text
    guard plain.contains(where: { "\",\n\r".contains($0) }) else { return plain }
    return "\"" + plain.replacing("\"", with: "\"\"") + "\""
  }
}
