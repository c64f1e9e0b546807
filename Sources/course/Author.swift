import ArgumentParser
import CourseKit
import Foundation
import Judge

/// Runs programs of the package for an author, with what they print going straight through.
struct Workshop {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  /// Runs a program in the package's root; throws if it fails.
  func run(
    _ arguments: [String], environment: [String: String] = [:], isQuiet: Bool = false,
    mayFail: Bool = false
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: workplace.root)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if isQuiet { process.standardOutput = FileHandle.nullDevice }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 || mayFail else {
      throw Workplace.Problem("\(arguments.joined(separator: " ")) failed")
    }
  }

  /// Draws all figures of some chapters.
  func figures(_ chapters: [Int]) throws {
    for chapter in chapters {
      try run(["swift", "run", "chapter\(chapter)", "--redraw"], isQuiet: true)
      print("chapter \(chapter): figures drawn")
    }
  }

  /// Records what differs, then compares: recording fails a run by design.
  func goldens() throws {
    try run(["swift", "test"], environment: ["RECORD": "failed"], isQuiet: true, mayFail: true)
    try run(["swift", "test"], isQuiet: true)
  }

  /// Everything in the texts that is not so.
  func problems() throws -> [TextProblem] {
    let folder = workplace.path("Chapters")
    let inside = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let texts = inside.filter { $0.hasSuffix(".md") }.sorted().map { "Chapters/\($0)" }
    let checker = TextChecker(root: URL(fileURLWithPath: workplace.root))
    return try (["README.md"] + texts).flatMap { try checker.problems(in: $0) }
  }

  /// What differs from the last commit.
  func changes() throws { try run(["git", "status", "--short"]) }
}

/// `course figures`: all figures anew.
struct Figures: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: draws the figures of all chapters, or of some.")

  @Argument(help: "Chapters (1).") var chapters: [Int] = Array(1...6)

  func run() throws {
    let workshop = try Workshop()
    try workshop.figures(chapters)
    try workshop.changes()
  }
}

/// `course goldens`: the recorded outputs anew, where they differ.
struct Goldens: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: records what the tests compare with, where it differs.")

  func run() throws {
    let workshop = try Workshop()
    try workshop.goldens()
    try workshop.changes()
  }
}

/// `course text`: what the texts show and nothing compiles or prints.
struct TextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "For authors: finds blocks and links of the texts that are not so.")

  func run() throws {
    let problems = try Workshop().problems()
    for problem in problems { print(problem) }
    if !problems.isEmpty { throw ExitCode(1) }
    print("every block is compiled or recorded, and every link leads somewhere")
  }
}

/// `course build`: everything that is made from code, in the order in which it depends.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: builds, draws, records and checks all; says what changed.")

  func run() throws {
    let workshop = try Workshop()
    try workshop.run(["swift", "build"])
    try workshop.figures(Array(1...6))
    try workshop.goldens()
    let problems = try workshop.problems()
    for problem in problems { print(problem) }
    try workshop.changes()
    if !problems.isEmpty { throw ExitCode(1) }
  }
}
