import Foundation

/// What a chapter reports after its last section: how its numbers compare, where its text is, which
/// figures were written, and what comes next.
struct Ending {
  let chapter: Chapter
  let isWhole: Bool
  let showsAll: Bool
  let isQuiet: Bool

  /// The lines, each of which begins with the chapter's name.
  func text(_ table: VerdictTable, _ folder: FigureFolder) -> String {
    var text = ""
    let shown = showsAll ? table : table.deviations
    text += shown.text(width: terminalWidth(of: STDERR_FILENO))
    guard !isQuiet || !table.isClean else { return text }
    if let summary = table.summary { text += line(summary) }
    guard !isQuiet else { return text }
    let root = packageRoot(
      from: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true))
    if let root {
      let file = root.appendingPathComponent("Chapters/Chapter\(chapter.number)/README.md")
      text += line("the text is \(shortPath(file))")
    }
    text += folder.report.map(line).joined()
    if isWhole { text += line("next: \(next)") }
    return text
  }

  private func line(_ text: String) -> String {
    let line = "\(chapter.name): \(text)"
    guard let width = terminalWidth(of: STDERR_FILENO) else { return line + "\n" }
    return wrapped(line, to: width - 2).joined(separator: "\n  ") + "\n"
  }

  private var next: String {
    chapter.number < 6
      ? "swift run chapter\(chapter.number + 1), or swift run course for the exercises"
      : "swift run course, for the exercises"
  }
}

/// The shortest form of a path, seen from the current folder.
func shortPath(_ file: URL) -> String {
  let here = FileManager.default.currentDirectoryPath
  return file.path.hasPrefix(here + "/") ? String(file.path.dropFirst(here.count + 1)) : file.path
}
