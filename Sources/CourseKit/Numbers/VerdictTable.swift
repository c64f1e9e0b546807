/// A computed value beside the document's number: one row of the table at a chapter's end.
struct CheckedNumber: Sendable {
  let number: DocumentNumber
  let value: DocumentValue
  let verdict: NumberVerdict
}

/// The table at a chapter's end and its last line, the count of verdicts.
struct VerdictTable {
  let rows: [CheckedNumber]
  /// Numbers that the chapter promised and did not check.
  let missing: [DocumentNumber]
  /// Numbers that the chapter leaves out, with the reason.
  let leftOut: [(prefix: String, count: Int, reason: String)]

  /// Whether every promised number was checked and none failed.
  var isClean: Bool { missing.isEmpty && !rows.contains(where: \.verdict.isOutside) }

  /// What went wrong: numbers outside their tolerance, and missing numbers.
  var deviations: VerdictTable {
    VerdictTable(rows: rows.filter(\.verdict.isOutside), missing: missing, leftOut: [])
  }

  /// The table in lines of at most `width` characters, if there is a limit; empty when there is
  /// nothing to show.
  ///
  /// A table that is too wide becomes a list: each number with its parts below it.
  func text(width: Int? = nil) -> String {
    var lines: [[String]] = rows.map { row in
      [
        row.number.id, row.number.documentText, row.number.text(row.value.scalars),
        row.verdict.description + remark(on: row.number),
      ]
    }
    lines += missing.map { [$0.id, $0.documentText, "", "MISSING: never checked"] }
    var text = ""
    if !lines.isEmpty {
      let head = ["number", "document", "here", "verdict"]
      text += aligned([head] + lines)
      if let width, text.split(separator: "\n").contains(where: { $0.count > width }) {
        text = listed(head, lines, width: width)
      }
      if (rows.map(\.number) + missing).contains(where: { $0.printed == nil }) {
        text += paragraph(
          "(in parentheses: not shown in the document, computed by TensorFlow 2.1.0)", width)
      }
    }
    for entry in leftOut {
      let what = entry.count == 1 ? entry.prefix : "\(entry.prefix)* (\(entry.count) numbers)"
      text += paragraph("left out: \(what): \(entry.reason)", width)
    }
    return text
  }

  /// The number of values with each verdict; nil if there are none.
  var summary: String? {
    guard !rows.isEmpty || !missing.isEmpty else { return nil }
    var counts = (exact: 0, within: 0, inBand: 0, outside: 0)
    for row in rows {
      switch row.verdict {
      case .exact: counts.exact += 1
      case .withinTolerance: counts.within += 1
      case .inBand: counts.inBand += 1
      case .outside: counts.outside += 1
      }
    }
    let count = rows.count + missing.count
    return "\(count) number\(count == 1 ? "" : "s") of the documents: \(counts.exact) exact, "
      + "\(counts.within) within tolerance, \(counts.inBand) in band, "
      + "\(counts.outside) OUTSIDE, \(missing.count) MISSING"
  }

  /// A document's own number may lie outside the band, if it was not produced by the code that the
  /// document shows.
  private func remark(on number: DocumentNumber) -> String {
    guard let band = number.accept, let shown = number.printed?.first, !band.contains(shown) else {
      return ""
    }
    return " (the document's is not)"
  }

  private func aligned(_ lines: [[String]]) -> String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let padded = zip(line, widths).map { word, width in
        word + String(repeating: " ", count: width - word.count)
      }
      return trimmingTrailingSpace(padded.joined(separator: "  ")) + "\n"
    }.joined()
  }

  private func listed(_ head: [String], _ lines: [[String]], width: Int) -> String {
    let column = 2 + (head.map(\.count).max() ?? 0) + 2
    return lines.map { words in
      words[0] + "\n"
        + zip(head, words).dropFirst().filter { !$0.1.isEmpty }.map { name, word in
          let parts = wrapped(word, to: max(10, width - column))
          let margin = "\n" + String(repeating: " ", count: column)
          return "  " + name.padding(toLength: column - 2, withPad: " ", startingAt: 0)
            + parts.joined(separator: margin) + "\n"
        }.joined()
    }.joined()
  }

  private func paragraph(_ text: String, _ width: Int?) -> String {
    guard let width else { return text + "\n" }
    return wrapped(text, to: width - 2).joined(separator: "\n  ") + "\n"
  }
}
