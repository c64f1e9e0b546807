/// A value of ours beside the document's number: one row of the table at a chapter's end.
struct CheckedNumber: Sendable {
  let number: DocumentNumber
  let value: DocumentValue
  let verdict: Verdict
}

/// The table at a chapter's end and its last line, the count of verdicts.
struct VerdictTable {
  let rows: [CheckedNumber]
  /// Numbers that the chapter promised and did not check.
  let missing: [DocumentNumber]
  /// Numbers that the chapter leaves to others, with the reason.
  let leftOut: [(prefix: String, count: Int, reason: String)]

  /// Whether every promised number was checked and none failed.
  var isClean: Bool { missing.isEmpty && !rows.contains(where: \.verdict.isOutside) }

  /// The table; empty when there is nothing to show.
  var description: String {
    var lines: [[String]] = rows.map { row in
      [
        row.number.id, row.number.documentText, row.number.text(row.value.scalars),
        row.verdict.description + remark(on: row.number),
      ]
    }
    lines += missing.map { [$0.id, $0.documentText, "", "MISSING: never checked"] }
    var text = ""
    if !lines.isEmpty {
      text += aligned([["number", "document", "here", "verdict"]] + lines)
      if (rows.map(\.number) + missing).contains(where: { $0.printed == nil }) {
        text += "(in parentheses: not shown in the document, computed by TensorFlow 2.1.0)\n"
      }
    }
    for entry in leftOut {
      let what = entry.count == 1 ? entry.prefix : "\(entry.prefix)* (\(entry.count) numbers)"
      text += "left out: \(what): \(entry.reason)\n"
    }
    return text
  }

  /// How many numbers got which verdict.
  var summary: String {
    var counts = (exact: 0, within: 0, inBand: 0, outside: 0)
    for row in rows {
      switch row.verdict {
      case .exact: counts.exact += 1
      case .withinTolerance: counts.within += 1
      case .inBand: counts.inBand += 1
      case .outside: counts.outside += 1
      }
    }
    return "\(rows.count + missing.count) numbers of the documents: \(counts.exact) exact, "
      + "\(counts.within) within tolerance, \(counts.inBand) in band, "
      + "\(counts.outside) OUTSIDE, \(missing.count) MISSING"
  }

  /// A document's own run may lie outside the band: then it was not made by the code that it shows.
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
}
