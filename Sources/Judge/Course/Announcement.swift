import Foundation

// The text of a chapter announces each exercise where it has just become possible. What it says
// comes from the definition; its position is the author's choice.
extension Exercise {
  /// The chapter's text, below the package's root.
  var textPath: String { "Chapters/Chapter\(chapter)/README.md" }

  /// What the text says: title, points, difficulty, statement and command, as a quotation.
  var announcement: String {
    let dots = String(repeating: "●", count: difficulty)
    return """
      > **Exercise \(id) · \(title)** · \(points) points · \(dots)
      >
      \(Self.lines(of: statement, width: 126).map { "> \($0)" }.joined(separator: "\n"))
      >
      > `swift run course check \(id)`
      """
  }

  /// How an announcement begins; an author writes only this to mark where it belongs.
  private var announcementStart: String { "> **Exercise \(id)" }

  /// Words in lines of at most a width.
  static func lines(of text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  /// A text in which the announcement, if there is one, is that of the definition.
  func announced(in text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let start = lines.firstIndex(where: { isAnnounced(by: $0) }) else { return text }
    let end = lines[start...].firstIndex { !$0.hasPrefix(">") } ?? lines.endIndex
    lines.replaceSubrange(start..<end, with: [announcement])
    return lines.joined(separator: "\n")
  }

  /// What is wrong with the announcement in a text.
  func announcementFaults(in text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let starts = lines.indices.filter { isAnnounced(by: lines[$0]) }
    guard let index = starts.first else {
      return [
        "\(textPath) does not announce it: write '\(announcementStart)**' where it belongs, "
          + "and run 'course dev record \(id)'"
      ]
    }
    guard starts.count == 1 else { return ["\(textPath) announces it \(starts.count) times"] }
    var faults: [String] = []
    if announced(in: text) != text {
      faults.append("\(textPath) does not announce what 'course dev record \(id)' writes")
    }
    let heading = lines[..<index].last { $0.hasPrefix("## ") } ?? "no heading"
    if !heading.hasPrefix("## \(section). ") {
      faults.append("\(textPath) announces it under '\(heading)', and its section is \(section)")
    }
    return faults
  }

  private func isAnnounced(by line: String) -> Bool {
    guard line.hasPrefix(announcementStart) else { return false }
    return line.dropFirst(announcementStart.count).first?.isNumber != true
  }
}

/// The ids of all exercises that a text announces, in its order.
func announcedIDs(in text: String) -> [String] {
  text.matches(of: /(?m)^> \*\*Exercise ([0-9]+\.[0-9]+)/).map { String($0.1) }
}
