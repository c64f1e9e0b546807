import ArgumentParser
import CourseKit
import Foundation
import Judge

/// Runs programs of the package for an author, whose output is passed straight through, or into a
/// file if it is long and only read when something fails.
struct Workshop {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  /// Where the output goes that is not passed through.
  private static let log = ".build/course/author.log"

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
    if isQuiet { process.standardOutput = try newLog() }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 || mayFail else {
      throw Workplace.Problem(
        "\(arguments.joined(separator: " ")) failed"
          + (isQuiet ? "\n  what it printed is in \(Self.log)" : ""))
    }
  }

  /// An empty file for what the next program prints.
  private func newLog() throws -> FileHandle {
    let url = URL(fileURLWithPath: workplace.path(Self.log))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// Runs some chapters, which draw the figures that differ from what is recorded, or all figures.
  func figures(_ chapters: [Int], all: Bool) throws {
    for chapter in chapters {
      try run(["swift", "run", "chapter\(chapter)"] + (all ? ["--redraw"] : []), isQuiet: true)
      print("chapter \(chapter): figures drawn")
    }
  }

  /// Records what differs, then compares: recording fails a run by design. Only the chapters' tests
  /// record; the others would add minutes to each run.
  func goldens() throws {
    FileHandle.standardError.write(
      Data("the chapters' tests run twice, to record and to compare: some minutes …\n".utf8))
    let tests = ["swift", "test", "--filter", "^ChapterTests"]
    try run(tests, environment: ["RECORD": "failed"], isQuiet: true, mayFail: true)
    try run(tests, isQuiet: true)
  }

  /// Fills the outdated blocks of the texts, reports which, and returns the remaining problems.
  func fillTexts() throws -> [TextProblem] {
    let folder = workplace.path("Chapters")
    let inside = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let texts = inside.filter { $0.hasSuffix(".md") }.sorted().map { "Chapters/\($0)" }
    let checker = TextChecker(root: URL(fileURLWithPath: workplace.root))
    return try (["README.md"] + texts).flatMap { text in
      let (filled, blocks) = try checker.filled(text)
      if !blocks.isEmpty {
        try Data(filled.utf8).write(to: URL(fileURLWithPath: workplace.path(text)))
        for block in blocks { print(block) }
      }
      return try checker.problems(in: text)
    }
  }

  /// What differs from the last commit.
  func changes() throws { try run(["git", "status", "--short"]) }
}

/// `course figures`: draws again the figures that differ from what is recorded.
struct Figures: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: runs the chapters, or some, and draws the figures that have changed.")

  @Argument(help: "Chapters (1).") var chapters: [Int] = Array(1...6)
  @Flag(help: "Draw all figures, also those of measured times.") var all = false

  func validate() throws {
    for chapter in chapters where !(1...6).contains(chapter) {
      throw ValidationError("there is no chapter \(chapter); the chapters are 1 to 6")
    }
  }

  func run() throws {
    let workshop = try Workshop()
    try workshop.figures(chapters, all: all)
    try workshop.changes()
  }
}

/// `course goldens`: records the outputs again that differ.
struct Goldens: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: records what chapters print and figures show, where it differs.")

  func run() throws {
    let workshop = try Workshop()
    try workshop.goldens()
    try workshop.changes()
  }
}

/// `course text`: fills the blocks of the texts from code and recordings.
struct TextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "For authors: fills outdated blocks of the texts from code and recordings.",
    discussion: "It lists what it cannot fill, and links that lead nowhere.")

  func run() throws {
    let problems = try Workshop().fillTexts()
    for problem in problems { print(problem) }
    if !problems.isEmpty { throw ExitCode(1) }
    print("every block is compiled or recorded, and every link leads somewhere")
  }
}

/// `course build`: everything that is made from code, in the order of its dependencies.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "For authors: builds, draws, records and fills everything; reports what changed.")

  func run() throws {
    let workshop = try Workshop()
    try workshop.run(["swift", "build"])
    try workshop.figures(Array(1...6), all: false)
    try workshop.goldens()
    let problems = try workshop.fillTexts()
    for problem in problems { print(problem) }
    try workshop.changes()
    if !problems.isEmpty { throw ExitCode(1) }
  }
}
