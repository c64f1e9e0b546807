import ArgumentParser
import Foundation

/// The command line that every chapter has.
struct ChapterCommand: ParsableCommand {
  /// The chapter whose command line is read. ArgumentParser describes commands by type, a chapter is
  /// a value; a task-local is the one way to hand it over that concurrent tests can share.
  @TaskLocal static var chapter = Chapter(0, "No chapter", sections: [])

  static var configuration: CommandConfiguration {
    let width = chapter.sections.map(\.name.count).max() ?? 0
    let list = chapter.sections.map { section in
      let padding = String(repeating: " ", count: width - section.name.count)
      return "  \(section.name)\(padding)  \(section.title)"
    }
    return CommandConfiguration(
      commandName: chapter.name,
      abstract: "Chapter \(chapter.number): \(chapter.title).",
      discussion: "Sections:\n" + list.joined(separator: "\n"))
  }

  @Option(help: ArgumentHelp("The seed of what the documents leave unseeded.", valueName: "n"))
  var seed = 42

  @Option(
    help: ArgumentHelp(
      "The folder for figures, made when missing. (default: Figures in the package)",
      valueName: "dir"))
  var figures: String?

  @Option(
    help: ArgumentHelp("A folder for the figures' data as text, for tests.", valueName: "dir"))
  var figureData: String?

  @Option(
    name: .customLong("section"),
    help: ArgumentHelp(
      "Show one section; repeat for more. Earlier sections run silently, because the random "
        + "numbers continue through the chapter.", valueName: "name"))
  var shownSections: [String] = []

  func validate() throws {
    let names = Self.chapter.sections.map(\.name)
    for name in shownSections where !names.contains(name) {
      let guess = nearest(to: name, among: names).map { " Did you mean '\($0)'?" } ?? ""
      throw ValidationError(
        "\(Self.chapter.name) has no section '\(name)'.\(guess) Sections: "
          + names.joined(separator: ", ") + ".")
    }
    for (option, value) in [("--figures", figures), ("--figure-data", figureData)]
    where value?.isEmpty == true {
      throw ValidationError("\(option) needs the path of a folder, not an empty text.")
    }
  }

  /// The folders that the command line asks for.
  var figureFolder: FigureFolder {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    return FigureFolder(
      figures: figures.map { URL(fileURLWithPath: $0) } ?? defaultFiguresFolder(from: here),
      data: figureData.map { URL(fileURLWithPath: $0) })
  }
}
