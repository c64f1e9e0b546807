import Foundation

/// Checks a glossary against the texts that introduce its terms.
///
/// A text introduces a term in bold type, once. The glossary has a row for each:
/// `| term | one sentence | [where](Chapter1/README.md#1-tensors) |`, in alphabetical order.
///
/// ```swift
/// let glossary = Glossary(root: root, path: "Chapters/GLOSSARY.md")
/// for problem in try glossary.problems(with: ["Chapters/Chapter1/README.md"]) { print(problem) }
/// ```
public struct Glossary {
  private let root: URL
  private let path: String

  /// A glossary in a file below the package's root.
  ///
  /// ```swift
  /// Glossary(root: URL(fileURLWithPath: "/home/me/tapestry"), path: "Chapters/GLOSSARY.md")
  /// ```
  public init(root: URL, path: String) {
    self.root = root.standardizedFileURL
    self.path = path
  }

  private struct Entry {
    let line: Int
    let term: String
    let meaning: String
    let target: String
  }

  /// Where a text introduces a term.
  private struct Introduction {
    let text: String
    let line: Int
    let section: String
  }

  /// Terms that are missing, listed twice, out of order, or not introduced where the glossary says.
  ///
  /// ```swift
  /// try glossary.problems(with: ["Chapters/Chapter1/README.md"]).isEmpty
  /// ```
  ///
  /// - Throws: when a text cannot be read.
  public func problems(with texts: [String]) throws -> [TextProblem] {
    let entries = try self.entries()
    var problems: [TextProblem] = []
    var introduced: [String: Introduction] = [:]
    for text in texts {
      for term in MarkdownText(try contents(of: text)).terms {
        let introduction = Introduction(text: text, line: term.line, section: term.section)
        if let first = introduced[term.name] {
          problems.append(
            TextProblem(
              file: text, line: term.line,
              message: "'\(term.name)' was introduced in \(first.text):\(first.line); bold type is "
                + "for the first time"))
        }
        introduced[term.name] = introduced[term.name] ?? introduction
        if !entries.contains(where: { $0.term == term.name }) {
          problems.append(
            TextProblem(
              file: text, line: term.line, message: "'\(term.name)' is not in \(path)"))
        }
      }
    }
    return problems + entries.compactMap { problem(with: $0, introduced) } + disorder(of: entries)
  }

  private func entries() throws -> [Entry] {
    lines(of: try contents(of: path)).enumerated().compactMap { index, line in
      guard let row = line.wholeMatch(of: /\|\s*(.+?)\s*\|\s*(.*?)\s*\|\s*\[.+\]\((.+)\)\s*\|/)
      else { return nil }
      return Entry(
        line: index + 1, term: String(row.output.1), meaning: String(row.output.2),
        target: String(row.output.3))
    }
  }

  private func contents(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private func problem(with entry: Entry, _ introduced: [String: Introduction]) -> TextProblem? {
    let message: String
    if let introduction = introduced[entry.term] {
      let folder = (path as NSString).deletingLastPathComponent
      let target = "\(introduction.text.dropFirst(folder.count + 1))#\(introduction.section)"
      if entry.meaning.last != "." {
        message = "the meaning of '\(entry.term)' is not a sentence"
      } else if entry.target == target {
        return nil
      } else {
        message = "'\(entry.term)' is introduced in \(target), not in \(entry.target)"
      }
    } else {
      message = "no text introduces '\(entry.term)' in bold type"
    }
    return TextProblem(file: path, line: entry.line, message: message)
  }

  private func disorder(of entries: [Entry]) -> [TextProblem] {
    zip(entries, entries.dropFirst()).filter { key($0) >= key($1) }.map { before, after in
      TextProblem(
        file: path, line: after.line,
        message: "'\(after.term)' comes before '\(before.term)' in the alphabet, and only once")
    }
  }

  /// The key for alphabetical order.
  private func key(_ entry: Entry) -> String { entry.term.lowercased() }
}
