import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import CourseKit

private let chapter = Chapter(
  7, "Testing",
  sections: [Section("tensors", "1. Tensors") { _ in }, Section("tapes", "2. Tapes") { _ in }])

private func parse(_ arguments: String...) throws -> ChapterCommand {
  try ChapterCommand.$chapter.withValue(chapter) { try ChapterCommand.parse(arguments) }
}

/// The text and the exit code that the command line ends with.
private func refusal(_ arguments: String...) -> (text: String, code: Int32)? {
  ChapterCommand.$chapter.withValue(chapter) {
    do {
      _ = try ChapterCommand.parse(arguments)
      return nil
    } catch {
      return (
        ChapterCommand.fullMessage(for: error), ChapterCommand.exitCode(for: error).rawValue
      )
    }
  }
}

@Test func `options are read`() throws {
  let command = try parse(
    "--seed", "7", "--figures", "f", "--figure-data", "d", "--section", "tapes", "--section",
    "tensors")
  #expect(command.seed == 7)
  #expect(command.figures == "f")
  #expect(command.figureData == "d")
  #expect(command.shownSections == ["tapes", "tensors"])
  #expect(try parse().shownSections.isEmpty)
}

@Test func `an unknown section is refused with the nearest name and all names`() throws {
  let ending = try #require(refusal("--section", "tensor"))
  #expect(ending.code == 64)
  #expect(
    ending.text.contains(
      "chapter7 has no section 'tensor'. Did you mean 'tensors'? Sections: tensors, tapes."))
}

@Test(arguments: [
  (["--sed", "1"], "Unknown option '--sed'"), (["--seed", "one"], "'one' is invalid"),
  (["--seed"], "Missing value"), (["extra"], "Unexpected argument 'extra'"),
  (["--figures", ""], "--figures needs the path of a folder"),
  (["--figure-data", ""], "--figure-data needs the path of a folder"),
])
func `wrong arguments are refused with a reason`(arguments: [String], reason: String) throws {
  let error = #expect(throws: (any Error).self) {
    try ChapterCommand.$chapter.withValue(chapter) { try ChapterCommand.parse(arguments) }
  }
  let caught = try #require(error)
  #expect(ChapterCommand.fullMessage(for: caught).contains(reason))
  #expect(ChapterCommand.exitCode(for: caught).rawValue == 64)
}

@Test func `help names the chapter and its sections`() throws {
  let help = try #require(refusal("--help"))
  #expect(help.code == 0)
  #expect(help.text.contains("Chapter 7: Testing."))
  #expect(help.text.contains("  tensors  1. Tensors\n  tapes    2. Tapes\n"))
  #expect(help.text.contains("chapter7 [--seed <n>]"))
}

@Test func `figures go to the package's root from anywhere inside it`() throws {
  let folder = try TemporaryFolder()
  try folder.write("", to: "Package.swift")
  try folder.write("", to: "Chapters/Chapter1/Code/main.swift")
  let inside = folder.url.appendingPathComponent("Chapters/Chapter1")
  let root = folder.url.standardizedFileURL.resolvingSymlinksInPath()
  #expect(defaultFiguresFolder(from: inside).path == root.appendingPathComponent("Figures").path)
}

@Test func `figures go to the working folder outside the course's package`() throws {
  let folder = try TemporaryFolder()
  try folder.write("", to: "Package.swift")
  #expect(packageRoot(from: folder.url) == nil)
  #expect(
    defaultFiguresFolder(from: folder.url).path
      == folder.url.appendingPathComponent("Figures").path)
}
