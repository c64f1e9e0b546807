import FileAccess
import Foundation

/// Something in a text that is not true of the package.
///
/// ```swift
/// for problem in try TextChecker(root: root).problems(in: "README.md") { print(problem) }
/// // README.md:12: the swift block is in no Swift file ...
/// ```
public struct TextProblem: Equatable, Sendable, CustomStringConvertible {
  /// The text's path below the root.
  public let file: String
  /// The line in it, from 1.
  public let line: Int
  /// What is wrong, and the nearest match that would be right.
  public let message: String

  /// The problem in the format of a compiler's messages.
  public var description: String { "\(file):\(line): \(message)" }
}

/// Checks that a text of the course shows only what is compiled, recorded or existing.
///
/// A `swift` block has to occur, line for line, in a Swift file; a `text` block in a golden file,
/// where a line `…` stands for omitted lines. In a chapter, the blocks of a section show everything
/// that the section prints, except for omitted lines. Links and images have to resolve. `console`,
/// `sh`, `bash`, `math` and `yaml` blocks are not checked. So a text cannot go stale: a change of
/// the code reports which sentence to reread.
///
/// ```swift
/// let problems = try TextChecker(root: root).problems(in: "Chapters/Chapter1/README.md")
/// ```
public struct TextChecker {
  private let root: URL
  private let code: LineCorpus
  private let recordings: LineCorpus
  private static let freeLanguages = ["console", "sh", "bash", "math", "yaml"]

  /// Reads the code and the golden files below the package's root.
  ///
  /// ```swift
  /// TextChecker(root: URL(fileURLWithPath: "/home/me/tapestry"))
  /// ```
  public init(root: URL) {
    self.root = root.standardizedFileURL
    code = LineCorpus(
      root: root, folders: ["Chapters", "Sources", "Tests"], extension: "swift",
      ignoresIndentation: true)
    recordings = LineCorpus(
      root: root, folders: ["Tests/ChapterTests/Goldens"], extension: "txt",
      ignoresIndentation: false, gap: "…")
  }

  /// All problems in the text, from top to bottom.
  ///
  /// ```swift
  /// try TextChecker(root: root).problems(in: "README.md").isEmpty
  /// ```
  ///
  /// - Throws: when the text cannot be read.
  public func problems(in path: String) throws -> [TextProblem] {
    let file = root.appendingPathComponent(path)
    let text = MarkdownText(try String(contentsOf: file, encoding: .utf8))
    var problems = text.blocks.compactMap { block in
      problem(with: block).map { TextProblem(file: path, line: block.line, message: $0) }
    }
    problems += text.links.compactMap { link in
      problem(with: link, in: text, at: file.deletingLastPathComponent()).map {
        TextProblem(file: path, line: link.line, message: $0)
      }
    }
    problems += unsaid(in: text, at: path)
    problems += text.accidentalLists.map { line in
      TextProblem(
        file: path, line: line,
        message: "the line begins a list in the middle of a paragraph; wrap it elsewhere")
    }
    if let line = text.openFence {
      problems.append(TextProblem(file: path, line: line, message: "the block is never closed"))
    }
    return problems.sorted { $0.line < $1.line }
  }

  /// What a chapter prints and its text neither shows nor marks with `…`.
  private func unsaid(in text: MarkdownText, at path: String) -> [TextProblem] {
    guard let chapter = path.wholeMatch(of: /Chapters\/Chapter([0-9]+)\/README\.md/) else {
      return []
    }
    let golden = "Tests/ChapterTests/Goldens/chapter\(chapter.output.1).txt"
    guard let output = try? String(contentsOf: root.appendingPathComponent(golden), encoding: .utf8)
    else { return [] }
    return ShownOutput(output, path: golden).problems(with: text.blocks).map {
      TextProblem(file: path, line: $0.line, message: $0.message)
    }
  }

  private func problem(with block: MarkdownText.Block) -> String? {
    if Self.freeLanguages.contains(block.language) { return nil }
    let body = trimmingBlankLines(block.body)
    switch block.language {
    case _ where body.isEmpty: return "the block is empty"
    case "swift": return missing(body, from: code, "the swift block is in no Swift file")
    case "text": return missing(body, from: recordings, "the text block is in no golden file")
    default:
      return "a block of '\(block.language)' is not checked; use swift (found in the code), text "
        + "(found in a golden file) or one of \(Self.freeLanguages.joined(separator: ", "))"
    }
  }

  private func missing(_ body: [String], from corpus: LineCorpus, _ message: String) -> String? {
    if corpus.location(of: body) != nil { return nil }
    let parts = corpus.parts(of: body)
    guard let strange = parts.first(where: { corpus.location(of: $0) == nil }) else {
      return "\(message): its parts are in different files, or in a different order"
    }
    return corpus.nearestMatch(to: strange).map { "\(message); the nearest: \($0)" }
      ?? "\(message), and nothing resembles it"
  }

  /// The text with its outdated blocks filled from the files that they came from, and a list of
  /// what was filled; a block whose origin is not clear is left as it is and reported as a problem.
  ///
  /// ```swift
  /// let (text, filled) = try checker.filled("Chapters/Chapter1/README.md")
  /// ```
  ///
  /// - Throws: when the text cannot be read.
  public func filled(_ path: String) throws -> (text: String, blocks: [String]) {
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var blocks: [String] = []
    // From the end, so that the numbers of earlier lines stay valid.
    for block in MarkdownText(text).blocks.reversed() {
      let body = trimmingBlankLines(block.body)
      guard let corpus = corpus(of: block), !body.isEmpty, corpus.location(of: body) == nil,
        let (found, location) = corpus.successor(of: body)
      else { continue }
      let filled = found.map { $0.isEmpty ? "" : block.indentation + $0 }
      lines.replaceSubrange(block.line..<block.line + block.body.count, with: filled)
      blocks.insert("\(path):\(block.line): filled from \(location)", at: 0)
    }
    return (lines.joined(separator: "\n"), blocks)
  }

  private func corpus(of block: MarkdownText.Block) -> LineCorpus? {
    switch block.language {
    case "swift": code
    case "text": recordings
    default: nil
    }
  }

  private func trimmingBlankLines(_ lines: [String]) -> [String] {
    let isBlank = { (line: String) in line.allSatisfy(\.isWhitespace) }
    guard let first = lines.firstIndex(where: { !isBlank($0) }),
      let last = lines.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(lines[first...last])
  }

  private func problem(
    with link: MarkdownText.Link, in text: MarkdownText, at folder: URL
  ) -> String? {
    if link.target.firstMatch(of: /^[A-Za-z][A-Za-z0-9+.\-]*:/) != nil { return nil }
    let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let anchor = parts.count > 1 ? String(parts[1]) : nil
    if parts[0].isEmpty { return problem(withAnchor: anchor, in: text, of: "this text") }
    let path = parts[0].removingPercentEncoding ?? String(parts[0])
    let target = URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL
    guard !path.isAbsolutePath, target.path.hasPrefix(root.path + "/") else {
      return "\(link.target) leads out of the package; link to a file inside it, relatively"
    }
    guard FileManager.default.fileExists(atPath: target.path) else {
      let siblings = try? FileManager.default.contentsOfDirectory(
        atPath: target.deletingLastPathComponent().path)
      let guess = nearest(to: target.lastPathComponent, among: (siblings ?? []).sorted())
      return "\(link.target) does not exist" + (guess.map { "; the nearest is \($0)" } ?? "")
    }
    if link.isImage, !target.path.hasPrefix(root.path + "/Figures/") {
      return "\(link.target) is not a figure; images belong in Figures, where a chapter writes them"
    }
    guard let anchor else { return nil }
    guard let content = try? String(contentsOf: target, encoding: .utf8) else {
      return "\(link.target) has an anchor, but the file is not a text"
    }
    if target.pathExtension == "md" {
      return problem(withAnchor: anchor, in: MarkdownText(content), of: path)
    }
    return problem(withLines: anchor, count: lines(of: content).count, of: path)
  }

  private func problem(
    withAnchor anchor: String?, in text: MarkdownText, of name: String
  ) -> String? {
    guard let anchor, !text.anchors.contains(anchor) else { return nil }
    let guess = nearest(to: anchor, among: text.anchors.sorted())
    return "\(name) has no heading #\(anchor)" + (guess.map { "; the nearest is #\($0)" } ?? "")
  }

  private func problem(withLines anchor: String, count: Int, of name: String) -> String? {
    guard let range = anchor.wholeMatch(of: /L([0-9]+)(?:-L([0-9]+))?/),
      let first = Int(range.output.1), let last = range.output.2.map({ Int($0) }) ?? first
    else { return "#\(anchor) is not a line of \(name); write #L12 or #L12-L30" }
    if first >= 1, first <= last, last <= count { return nil }
    return "\(name) has \(count) lines, so there is no #\(anchor)"
  }
}
