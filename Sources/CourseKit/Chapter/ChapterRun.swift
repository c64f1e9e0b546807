import Foundation
import Tapestry

/// A section that could not be finished.
struct ChapterError: Error, CustomStringConvertible {
  let section: String
  let underlying: any Error

  var description: String { "section '\(section)' stopped: \(underlying)" }
}

extension Chapter {
  /// Runs the sections that the command asks for and prints the table of numbers.
  ///
  /// With `--section`, earlier sections run too, muted: they advance the stream of random numbers
  /// that the shown section continues. The alternative, a seed for each section, would give other
  /// numbers than the documents, whose chapters are one process each.
  ///
  /// Returns false when a number is missing or outside.
  func run(_ command: ChapterCommand) throws -> Bool {
    let isWhole = command.shownSections.isEmpty
    let isShown = { (section: Section) in
      isWhole || command.shownSections.contains(section.name)
    }
    let folder = command.figureFolder
    var rows: [CheckedNumber] = []
    let last = sections.lastIndex(where: isShown) ?? -1
    for section in sections.prefix(last + 1) {
      let page = Page(
        seed: command.seed, chapter: name, folder: folder, isShown: isShown(section))
      do {
        try run(section, on: page)
      } catch {
        throw ChapterError(section: section.name, underlying: error)
      }
      if page.isShown { rows += page.checks }
    }
    let checked = Set(rows.map(\.number.id))
    let table = VerdictTable(
      rows: rows,
      missing: isWhole ? promised.filter { !checked.contains($0.id) } : [],
      leftOut: isWhole ? exceptions.map { ($0.prefix, $0.count, $0.reason) } : [])
    writeToStandardError(table.description)
    writeToStandardError("\(name): \(table.summary)\n")
    return table.isClean
  }

  /// Each section's output is complete in itself, heading and closing blank line included, so that
  /// the whole chapter's output is exactly its sections' outputs one after another.
  private func run(_ section: Section, on page: Page) throws {
    guard page.isShown else { return try withStandardOutputMuted { try section.run(page) } }
    print(section.title)
    print(String(repeating: "=", count: section.title.count))
    let start = ContinuousClock.now
    try section.run(page)
    print()
    try checkStandardOutput()
    page.note("section '\(section.name)' took \(seconds(since: start))")
  }
}
