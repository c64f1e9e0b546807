import ArgumentParser
import Foundation

/// The command line that every chapter has.
struct ChapterCommand: ParsableCommand {
  /// The chapter whose command line is read. ArgumentParser describes commands by type, but a
  /// chapter is a value; a task-local passes it on in a way that concurrent tests can share.
  @TaskLocal static var chapter = Chapter(0, "No chapter", sections: [])

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: chapter.name,
      abstract: "Chapter \(chapter.number): \(chapter.title).",
      usage: "swift run \(chapter.name) [options]",
      discussion: "Sections:\n" + sectionList(width: terminalWidth(of: STDOUT_FILENO) ?? 80),
      version: "Tapestry 1.0")
  }

  /// The sections' names and titles, each title wrapped beside its name: ArgumentParser would
  /// continue it at the margin.
  private static func sectionList(width: Int) -> String {
    let column = 4 + (chapter.sections.map(\.name.count).max() ?? 0)
    return chapter.sections.map { section in
      let name = "  " + section.name.padding(toLength: column - 2, withPad: " ", startingAt: 0)
      let lines = wrapped(section.title, to: max(20, width - column))
      let margin = "\n" + String(repeating: " ", count: column)
      return name + lines.joined(separator: margin)
    }.joined(separator: "\n")
  }

  /// Which sections `--seed` changes.
  private static var seedHelp: String {
    let names = chapter.sections.filter(\.usesSeed).map(\.name)
    let changes =
      names.isEmpty
      ? "This chapter has no such numbers."
      : "It changes \(names.joined(separator: ", ")); all other sections stay as they are."
    return "The seed of random numbers that the documents draw without one. " + changes
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(stringLiteral: Self.seedHelp).naming("n"))
  var seed = 42

  @Option(
    help: ArgumentHelp(
      "The folder for figures, made when missing; all figures are written to it. (default: Figures "
        + "in the package, and there those only that show something else than recorded)",
      valueName: "dir"))
  var figures: String?

  @Flag(help: "Write all figures, also those of measured times.")
  var redraw = false

  @Option(
    help: ArgumentHelp("A folder for the figures' data as text, for tests.", valueName: "dir"))
  var figureData: String?

  @Option(
    name: .customLong("section"),
    help: ArgumentHelp(
      "Show one section, by its name or its number; repeat for more. Sections that it continues "
        + "run silently.", valueName: "name"))
  var shownSections: [String] = []

  @Flag(help: "Compare every number with the documents' in a table, not only those that deviate.")
  var verdicts = false

  @Flag(help: "Say nothing beside the chapter's output but what went wrong.")
  var quiet = false

  func validate() throws {
    let sections = Self.chapter.sections
    for wish in shownSections where !sections.contains(where: { $0.isMeant(by: wish) }) {
      let guess = nearest(to: wish, among: sections.map(\.name))
      throw ValidationError(
        "\(Self.chapter.name) has no section '\(wish)'."
          + (guess.map { " Did you mean '\($0)'?" } ?? "")
          + " Sections: \(sections.map(\.name).joined(separator: ", ")).")
    }
    for (option, value) in [("--figures", figures), ("--figure-data", figureData)]
    where value?.isEmpty == true {
      throw ValidationError("\(option) needs the path of a folder, not an empty text.")
    }
    if quiet, verdicts {
      throw ValidationError("--quiet and --verdicts contradict each other; choose one.")
    }
  }

  /// Whether a section is requested.
  func shows(_ section: Section) -> Bool {
    shownSections.isEmpty || shownSections.contains(where: section.isMeant)
  }

  /// The folders that the command line requests.
  var figureFolder: FigureFolder {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let own = packageRoot(from: here)
    let destination: FigureFolder.Destination =
      if let figures {
        .all(URL(fileURLWithPath: figures))
      } else if let own {
        redraw
          ? .all(own.appendingPathComponent("Figures"))
          : .changed(
            own.appendingPathComponent("Figures"),
            since: Golden(
              folder: own.appendingPathComponent("Tests/ChapterTests/Goldens"), record: .never))
      } else {
        .nowhere
      }
    return FigureFolder(destination, data: figureData.map { URL(fileURLWithPath: $0) })
  }
}

extension Section {
  /// Whether a word on the command line means this section.
  func isMeant(by wish: String) -> Bool { wish == name || wish == number }
}

extension ArgumentHelp {
  /// The same help with a different name for the value.
  fileprivate func naming(_ valueName: String) -> ArgumentHelp {
    var help = self
    help.valueName = valueName
    return help
  }
}
