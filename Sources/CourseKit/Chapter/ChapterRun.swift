import Foundation
import Tapestry

/// An error that ends a chapter's run, in words for the person who started it.
protocol ChapterProblem: Error, CustomStringConvertible {}

/// A section that could not be finished.
struct ChapterError: ChapterProblem {
  let section: String
  let underlying: any Error

  var description: String { "section '\(section)' stopped: \(underlying)" }
}

extension Chapter {
  /// Runs the requested sections, and reports how their numbers compare.
  ///
  /// With `--section`, a section that continues an earlier one runs that one first, muted. The
  /// alternative, a seed for each section, would give different numbers from the documents, whose
  /// chapters are one process each.
  ///
  /// Returns false when a number is missing or outside its tolerance.
  func run(_ command: ChapterCommand) throws -> Bool {
    // Errors that can be detected before the work are reported before it.
    try checkStandardOutputIsOpen()
    let folder = command.figureFolder
    try folder.checkWritable()
    var rows: [CheckedNumber] = []
    for index in neededSections(command) {
      let section = sections[index]
      let page = Page(
        seed: command.seed, chapter: name, folder: folder, isShown: command.shows(section),
        isQuiet: command.quiet)
      do {
        try run(section, on: page)
      } catch {
        throw ChapterError(section: section.name, underlying: error)
      }
      if page.isShown { rows += page.checks }
    }
    let isWhole = command.shownSections.isEmpty
    let checked = Set(rows.map(\.number.id))
    let table = VerdictTable(
      rows: rows,
      missing: isWhole ? promised.filter { !checked.contains($0.id) } : [],
      leftOut: isWhole ? exceptions.map { ($0.prefix, $0.count, $0.reason) } : [])
    let ending = Ending(
      chapter: self, isWhole: isWhole, showsAll: command.verdicts, isQuiet: command.quiet)
    writeToStandardError(ending.text(table, folder))
    return table.isClean
  }

  /// The indices of the sections that are shown, and of those that they continue.
  private func neededSections(_ command: ChapterCommand) -> [Int] {
    var isNeeded = sections.map(command.shows)
    for index in sections.indices.reversed() where isNeeded[index] && sections[index].continues {
      isNeeded[index - 1] = true
    }
    return sections.indices.filter { isNeeded[$0] }
  }

  /// Each section's output is complete in itself, heading and closing blank line included, so that
  /// the whole chapter's output is exactly the concatenation of its sections' outputs.
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
