import Foundation

/// The lines of many files, searched for a block of lines.
struct LineCorpus {
  /// A position in a file; lines count from 1.
  struct Location: CustomStringConvertible {
    let file: String
    let line: Int
    var description: String { "\(file):\(line)" }
  }

  private let files: [(path: String, lines: [String])]
  private let ignoresIndentation: Bool
  private let gap: String?
  /// Where each line occurs, without its indentation, so that a block is looked for only where its
  /// first line occurs.
  private let occurrences: [String: [(file: Int, line: Int)]]

  /// The files with that extension in folders below a root.
  ///
  /// With `ignoresIndentation`, a block is also found if its lines are indented as a whole: code in
  /// a text starts at the margin, while in the file it is inside a function. A line of a block that
  /// reads `gap` stands for any number of lines that the block leaves out.
  init(
    root: URL, folders: [String], extension suffix: String, ignoresIndentation: Bool,
    gap: String? = nil
  ) {
    let paths = folders.flatMap { folder -> [String] in
      let inside = FileManager.default.enumerator(
        atPath: root.appendingPathComponent(folder).path)
      return (inside?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    }
    files = paths.filter { $0.hasSuffix(".\(suffix)") }.sorted().compactMap { path in
      let file = root.appendingPathComponent(path)
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
      return (path, lines(of: text).map { trimmingTrailingSpace($0) })
    }
    self.ignoresIndentation = ignoresIndentation
    self.gap = gap
    var occurrences: [String: [(file: Int, line: Int)]] = [:]
    for (file, entry) in files.enumerated() {
      for (line, text) in entry.lines.enumerated() {
        occurrences[trimmingSpace(text), default: []].append((file, line))
      }
    }
    self.occurrences = occurrences
  }

  /// A block's parts between its gap lines.
  func parts(of block: [String]) -> [[String]] {
    guard let gap else { return [block] }
    return block.split { trimmingSpace($0) == gap }.map(Array.init)
  }

  /// Where the block is found, with its parts in one file, in order; nil if it is not found.
  func location(of block: [String]) -> Location? {
    let parts = parts(of: block)
    guard let first = parts.first else { return nil }
    for start in locations(of: first) {
      var end = start.line + first.count
      let isWhole = parts.dropFirst().allSatisfy { part in
        let next = locations(of: part).first { $0.file == start.file && $0.line >= end }
        end = (next?.line ?? end) + part.count
        return next != nil
      }
      if isWhole { return Location(file: files[start.file].path, line: start.line + 1) }
    }
    return nil
  }

  /// Where these lines are found together, file by file and from top to bottom.
  private func locations(of lines: [String]) -> [(file: Int, line: Int)] {
    let wanted = normalized(lines[...])
    return (occurrences[trimmingSpace(lines[0])] ?? []).filter { file, line in
      let there = files[file].lines
      return line + lines.count <= there.count
        && normalized(there[line..<line + lines.count]) == wanted
    }
  }

  /// The current lines where a block that is not found once was; nil if that is not clear.
  /// not clear.
  ///
  /// It is looked for between the block's first line and its last, and, if these have changed,
  /// around the lines of the block that still exist. At least half of its lines have to be there,
  /// and fewer anywhere else: a wrong guess is worse than none. A block of several parts is
  /// never guessed, since only its author knows what its gaps leave out.
  func successor(of block: [String]) -> (lines: [String], location: Location)? {
    guard parts(of: block).count == 1 else { return nil }
    let wanted = normalized(block[...])
    var found: [(range: Range<Int>, file: Int, shared: Int)] = []
    for (file, range) in candidates(for: block) {
      let lines = normalized(files[file].lines[range])
      let changes = lines.difference(from: wanted)
      found.append((range, file, block.count - changes.removals.count))
    }
    let most = found.map(\.shared).max() ?? 0
    let best = found.filter { $0.shared == most }
    guard 2 * most >= block.count, let only = best.first,
      best.allSatisfy({ $0.file == only.file && $0.range == only.range })
    else { return nil }
    let lines = normalized(files[only.file].lines[only.range])
    return (lines, Location(file: files[only.file].path, line: only.range.lowerBound + 1))
  }

  private func candidates(for block: [String]) -> [(file: Int, range: Range<Int>)] {
    var found: [(file: Int, range: Range<Int>)] = []
    let ends = occurrences[trimmingSpace(block.last ?? "")] ?? []
    for (file, start) in occurrences[trimmingSpace(block.first ?? "")] ?? [] {
      for end in ends where end.file == file {
        let count = end.line - start + 1
        if count > 1, count <= 2 * block.count { found.append((file, start..<end.line + 1)) }
      }
    }
    for alignment in alignments(of: block).keys {
      let end = alignment.line + block.count
      if end <= files[alignment.file].lines.count {
        found.append((alignment.file, alignment.line..<end))
      }
    }
    return found
  }

  /// What most resembles a block that is not found, in words; nil when nothing does.
  func nearestMatch(to block: [String]) -> String? {
    let best = alignments(of: block).max { a, b in
      (a.value, b.key.file, b.key.line) < (b.value, a.key.file, a.key.line)
    }
    if let best { return firstDifference(of: block, at: best.key) }
    let text = block.first { !trimmingSpace($0).isEmpty } ?? ""
    guard let line = nearest(to: trimmingSpace(text), among: occurrences.keys.sorted()),
      let location = occurrences[line]?.first
    else { return nil }
    return "\(files[location.file].path):\(location.line + 1) reads: \(line)"
  }

  /// How many lines a block shares with each possible position.
  private func alignments(of block: [String]) -> [Alignment: Int] {
    var votes: [Alignment: Int] = [:]
    for (offset, line) in block.enumerated() where !trimmingSpace(line).isEmpty {
      // Lines such as "}" occur everywhere and say nothing about where the block comes from.
      let found = occurrences[trimmingSpace(line)] ?? []
      guard found.count <= 50 else { continue }
      for (file, line) in found where line >= offset {
        votes[Alignment(file: file, line: line - offset), default: 0] += 1
      }
    }
    return votes
  }

  /// A block laid over a file, its first line on that line.
  private struct Alignment: Hashable {
    let file: Int
    let line: Int
  }

  private func firstDifference(of block: [String], at start: Alignment) -> String {
    let (path, lines) = files[start.file]
    let wanted = normalized(block[...])
    let end = min(start.line + block.count, lines.count)
    let found = normalized(lines[start.line..<end])
    for (offset, line) in wanted.enumerated() where offset >= found.count || found[offset] != line {
      let there = offset < found.count ? found[offset] : "(the end of the file)"
      return "\(path):\(start.line + offset + 1) reads: \(there)\n    here: \(line)"
    }
    return "\(path):\(start.line + 1)"
  }

  /// Lines without insignificant space: at the end and, for code, common indentation.
  private func normalized(_ lines: ArraySlice<String>) -> [String] {
    let trimmed = lines.map { trimmingTrailingSpace($0) }
    guard ignoresIndentation else { return trimmed }
    let indentations = trimmed.filter { !$0.isEmpty }.map { $0.prefix(while: \.isWhitespace).count }
    let common = indentations.min() ?? 0
    return trimmed.map { String($0.dropFirst(common)) }
  }
}
