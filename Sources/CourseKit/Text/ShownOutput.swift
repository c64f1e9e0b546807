import Foundation

/// The recorded output of a chapter, parts of which its text shows.
///
/// In each section, every line of the output is in a `text` block of the text's section with the
/// same number, or a `…` in a block marks its omission. So a chapter prints nothing that its text
/// does not show or mark, and no new line of output goes unnoticed when the code changes. A section
/// that shows none of its output is about something else and needs no mark.
struct ShownOutput {
  private struct Line {
    /// The line's number in the recording.
    let number: Int
    let text: String
  }

  private let path: String
  private var sections: [Int: [Line]] = [:]

  /// A recording: sections under titles such as `4. A loss`, which are underlined.
  init(_ recording: String, path: String) {
    self.path = path
    let lines = lines(of: recording)
    var section: Int?
    for (index, line) in lines.enumerated() {
      let isTitle = index + 1 < lines.count && Self.isRule(lines[index + 1])
      if isTitle, let title = line.prefixMatch(of: /([0-9]+)\.\s/) {
        section = Int(title.output.1)
      } else if let section, !Self.isRule(line), !trimmingSpace(line).isEmpty {
        sections[section, default: []].append(
          Line(number: index + 1, text: trimmingTrailingSpace(line)))
      }
    }
  }

  private static func isRule(_ line: String) -> Bool {
    !line.isEmpty && line.allSatisfy { $0 == "=" }
  }

  /// Each line at which the output continues and the block does not, and each `…` that leaves out
  /// nothing.
  func problems(with blocks: [MarkdownText.Block]) -> [(line: Int, message: String)] {
    sections.keys.sorted().flatMap { section in
      let shown = blocks.filter { $0.section == section && $0.language == "text" }
      return problems(with: shown, lines: sections[section] ?? [])
    }
  }

  /// A part of a block, and where in the section it was found.
  private struct Part {
    let block: Int
    let range: Range<Int>
    /// Whether the block has `…` before it or after it.
    var followsGap: Bool
    var precedesGap = false
  }

  private func problems(
    with blocks: [MarkdownText.Block], lines: [Line]
  ) -> [(line: Int, message: String)] {
    var isShown = [Bool](repeating: false, count: lines.count)
    var parts: [Part] = []
    for block in blocks {
      // Output from elsewhere, such as the text of an error, is not in this recording.
      guard let found = find(block, in: lines, after: parts.last?.range.upperBound ?? 0) else {
        continue
      }
      for part in found { isShown.replaceSubrange(part.range, with: part.range.map { _ in true }) }
      parts += found
    }
    if parts.isEmpty { return [] }
    return missing(isShown, parts, lines) + needless(isShown, parts)
  }

  /// A block's parts between its gaps, in order, from a line on if that is possible.
  private func find(_ block: MarkdownText.Block, in lines: [Line], after start: Int) -> [Part]? {
    search(block, in: lines, from: start) ?? search(block, in: lines, from: 0)
  }

  private func search(_ block: MarkdownText.Block, in lines: [Line], from start: Int) -> [Part]? {
    var parts: [Part] = []
    var next = start
    var followsGap = false
    let body = block.body.map { trimmingTrailingSpace($0) }.filter { !$0.isEmpty }
    let isGap = { (line: String) in trimmingSpace(line) == "…" }
    for wanted in body.split(omittingEmptySubsequences: false, whereSeparator: isGap) {
      defer { followsGap = true }
      if !parts.isEmpty { parts[parts.count - 1].precedesGap = true }
      guard !wanted.isEmpty else { continue }
      let starts = lines.indices.dropFirst(next)
      guard
        let first = starts.first(where: { lines[$0...].map(\.text).starts(with: wanted) })
      else { return nil }
      next = first + wanted.count
      parts.append(Part(block: block.line, range: first..<next, followsGap: followsGap))
    }
    return parts.isEmpty ? nil : parts
  }

  /// The stretches of output that are neither shown nor covered by a gap.
  private func missing(
    _ isShown: [Bool], _ parts: [Part], _ lines: [Line]
  ) -> [(line: Int, message: String)] {
    let starts = lines.indices.filter { !isShown[$0] && ($0 == 0 || isShown[$0 - 1]) }
    return starts.compactMap { start in
      let end = isShown[start...].firstIndex(of: true) ?? lines.count
      let before = parts.last { $0.range.upperBound == start }
      let after = parts.first { $0.range.lowerBound == end }
      if before?.precedesGap == true || after?.followsGap == true { return nil }
      let way = before == nil ? "begins earlier" : "continues"
      return (
        (before ?? after)!.block,
        "the output \(way): \(path):\(lines[start].number) reads: \(lines[start].text)\n"
          + "    show it, or say '…'"
      )
    }
  }

  /// The gaps that leave out no line.
  private func needless(_ isShown: [Bool], _ parts: [Part]) -> [(line: Int, message: String)] {
    parts.compactMap { part in
      let (start, end) = (part.range.lowerBound, part.range.upperBound)
      let isBefore = part.followsGap && (start == 0 || isShown[start - 1])
      let isAfter = part.precedesGap && (end == isShown.count || isShown[end])
      return isBefore || isAfter
        ? (part.block, "'…' leaves out no line of \(path)") : nil
    }
  }
}
