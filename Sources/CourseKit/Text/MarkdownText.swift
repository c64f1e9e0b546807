import Foundation

/// The parts of a Markdown file that can be checked: fenced blocks, links, images and headings.
///
/// This is not a Markdown parser: it knows the forms that the course's texts use, and treats others
/// as text. A full parser would be one more dependency, for what a page of code can do.
struct MarkdownText {
  /// A fenced block.
  struct Block {
    /// The line of the opening fence, from 1.
    let line: Int
    /// The first word after the fence.
    let language: String
    let body: [String]
    /// The space before each line, for a block in a list.
    let indentation: String
    /// The number of the section that contains it, for a heading such as `## 4. A loss`.
    let section: Int?
  }

  /// A link or an image.
  struct Link {
    let line: Int
    let target: String
    let isImage: Bool
  }

  /// A term in bold type within a paragraph, where a text introduces it.
  struct Term {
    let line: Int
    let name: String
    /// The anchor of the nearest heading above it.
    let section: String
  }

  private(set) var blocks: [Block] = []
  private(set) var links: [Link] = []
  private(set) var headings: [String] = []
  private(set) var terms: [Term] = []
  /// The line of a fence that is never closed.
  private(set) var openFence: Int?
  /// The lines within a paragraph that a renderer would take for the beginning of a list, since
  /// they happen to begin with `1.`, `-` or the like.
  private(set) var accidentalLists: [Int] = []
  /// The number of the current section.
  private var section: Int?
  /// Whether the line before was text of a paragraph: neither empty nor part of a list, a table, a
  /// quotation, a heading or HTML.
  private var isInParagraph = false

  init(_ text: String) {
    let lines = lines(of: text)
    var index = 0
    while index < lines.count {
      if let fence = Fence(lines[index]) {
        let start = index + 1
        let end = lines[start...].firstIndex(where: fence.isClosed(by:))
        if end == nil { openFence = start }
        let body = lines[start..<(end ?? lines.count)].map(fence.withoutIndentation)
        let space = lines[index].prefix(while: \.isWhitespace)
        blocks.append(
          Block(
            line: start, language: fence.language, body: body, indentation: String(space),
            section: section))
        index = (end ?? lines.count) + 1
        isInParagraph = false
      } else {
        read(lines[index], number: index + 1)
        readParagraph(lines[index], number: index + 1)
        let isFirst = index == 0 || lines[index - 1].allSatisfy(\.isWhitespace)
        readTerms(lines[index], number: index + 1, beginsParagraph: isFirst)
        index += 1
      }
    }
  }

  private mutating func read(_ line: String, number: Int) {
    if let heading = line.wholeMatch(of: /#{1,6}\s+(.*?)\s*#*\s*/) {
      headings.append(String(heading.output.1))
    }
    if let heading = line.prefixMatch(of: /#{1,2}\s+(?:([0-9]+)\.)?/) {
      section = heading.output.1.flatMap { Int($0) }
    }
    if let definition = line.prefixMatch(of: /\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)/) {
      links.append(Link(line: number, target: String(definition.output.1), isImage: false))
      return
    }
    let text = line.replacing(/`[^`]*`/) { String(repeating: " ", count: $0.output.count) }
    for link in text.matches(of: /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/) {
      links.append(
        Link(
          line: number, target: String(link.output.1),
          isImage: isImage(text, closingBracket: link.range.lowerBound)))
    }
    for tag in text.matches(of: /<(?:img|a)\s[^>]*?(src|href)="([^"]+)"/) {
      links.append(
        Link(line: number, target: String(tag.output.2), isImage: tag.output.1 == "src"))
    }
  }

  /// An intended list follows an empty line, as everywhere in the texts. In Markdown, only a
  /// bulleted list or a numbered list that begins with 1 can interrupt a paragraph.
  private mutating func readParagraph(_ line: String, number: Int) {
    if isInParagraph, line.prefixMatch(of: /\s{0,3}(?:1[.)]|[-+*])\s/) != nil {
      accidentalLists.append(number)
    }
    isInParagraph =
      line.contains { !$0.isWhitespace }
      && line.prefixMatch(of: /\s|(?:[0-9]+[.)]|[-+*])\s|#{1,6}\s|[>|<]/) == nil
  }

  /// Bold words introduce a term, except at the start of a paragraph, a table row or a list item.
  private mutating func readTerms(_ line: String, number: Int, beginsParagraph: Bool) {
    if line.firstMatch(of: /^\s*[>|\-#]/) != nil { return }
    let text = line.replacing(/`[^`]*`/) { String(repeating: " ", count: $0.output.count) }
    for match in text.matches(of: /\*\*([^*]+)\*\*/) {
      if beginsParagraph, match.range.lowerBound == text.startIndex { continue }
      terms.append(
        Term(line: number, name: String(match.output.1), section: anchorList.last ?? ""))
    }
  }

  /// Walks back to the bracket that opens the link's text; an image has an exclamation mark before.
  private func isImage(_ line: String, closingBracket: String.Index) -> Bool {
    var depth = 0
    var index = closingBracket
    while true {
      if line[index] == "]" { depth += 1 }
      if line[index] == "[" { depth -= 1 }
      if depth == 0 { return index > line.startIndex && line[line.index(before: index)] == "!" }
      if index == line.startIndex { return false }
      index = line.index(before: index)
    }
  }

  /// The anchors of the headings that a link can use, as GitHub makes them.
  var anchors: Set<String> { Set(anchorList) }

  /// The same, in the order of the headings.
  private var anchorList: [String] {
    var anchors: Set<String> = []
    var list: [String] = []
    for heading in headings {
      let plain = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.output.1) }
      let kept = plain.lowercased().filter {
        $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_"
      }
      let name = kept.replacing(" ", with: "-")
      var unique = name
      var copy = 0
      while !anchors.insert(unique).inserted {
        copy += 1
        unique = "\(name)-\(copy)"
      }
      list.append(unique)
    }
    return list
  }
}

/// The line that opens a fenced block.
private struct Fence {
  let language: String
  private let mark: Character
  private let length: Int
  private let indentation: Int

  init?(_ line: String) {
    guard let opening = line.wholeMatch(of: /(\s*)(`{3,}|~{3,})\s*([^`]*)/) else { return nil }
    indentation = opening.output.1.count
    mark = opening.output.2.first ?? "`"
    length = opening.output.2.count
    language = opening.output.3.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }

  func isClosed(by line: String) -> Bool {
    let line = trimmingSpace(line)
    return line.count >= length && line.allSatisfy { $0 == mark }
  }

  /// A block in a list is indented with the list.
  func withoutIndentation(_ line: String) -> String {
    let space = line.prefix(indentation).prefix(while: \.isWhitespace)
    return String(line.dropFirst(space.count))
  }
}
