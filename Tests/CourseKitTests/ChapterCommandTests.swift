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

/// The text and the exit code with which the command line ends.
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
  #expect(help.text.contains("swift run chapter7 [options]"))
}

@Test func `a section can be named by its number, which several sections may share`() throws {
  let sections = [
    Section("a", "2. One") { _ in }, Section("b", "2. Two") { _ in },
    Section("c", "12. Three") { _ in },
  ]
  let command = try ChapterCommand.$chapter.withValue(Chapter(7, "Testing", sections: sections)) {
    try ChapterCommand.parse(["--section", "2"])
  }
  #expect(sections.filter(command.shows).map(\.name) == ["a", "b"])
}

@Test(arguments: [["--seed", "-3"], ["--seed=-3"]])
func `a seed may be negative`(arguments: [String]) throws {
  let command = try ChapterCommand.$chapter.withValue(chapter) {
    try ChapterCommand.parse(arguments)
  }
  #expect(command.seed == -3)
}

@Test func `help says which sections a seed changes`() throws {
  let seeded = Chapter(
    7, "Testing",
    sections: [
      Section("a", "1. One", usesSeed: true) { _ in }, Section("b", "2. Two") { _ in },
      Section("c", "3. Three", usesSeed: true) { _ in },
    ])
  let help = ChapterCommand.$chapter.withValue(seeded) { ChapterCommand.helpMessage(columns: 200) }
  #expect(help.contains("It changes a, c; all other sections stay"))
  let others = ChapterCommand.$chapter.withValue(chapter) {
    ChapterCommand.helpMessage(columns: 200)
  }
  #expect(others.contains("This chapter has no such numbers."))
}

@Test func `the version is printed, and ends with 0`() throws {
  let ending = try #require(refusal("--version"))
  #expect(ending.code == 0 && ending.text.hasPrefix("Tapestry "))
}

@Test func `quiet and all verdicts contradict each other`() throws {
  let ending = try #require(refusal("--quiet", "--verdicts"))
  #expect(ending.code == 64 && ending.text.contains("contradict each other"))
}

@Test func `the package's root is found from anywhere inside it`() throws {
  let folder = try TemporaryFolder()
  try folder.write("", to: "Package.swift")
  try folder.write("", to: "Chapters/Chapter1/Code/main.swift")
  let inside = folder.url.appendingPathComponent("Chapters/Chapter1")
  let root = folder.url.standardizedFileURL.resolvingSymlinksInPath()
  #expect(packageRoot(from: inside)?.path == root.path)
}

@Test func `another package is not the course's`() throws {
  let folder = try TemporaryFolder()
  try folder.write("", to: "Package.swift")
  #expect(packageRoot(from: folder.url) == nil)
}

@Test func `lines are wrapped between words, and a long word is alone on its line`() {
  #expect(wrapped("one two three four", to: 8) == ["one two", "three", "four"])
  #expect(wrapped("a verylongword b", to: 4) == ["a", "verylongword", "b"])
  #expect(wrapped("", to: 4).isEmpty)
}
