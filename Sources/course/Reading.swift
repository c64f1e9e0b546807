import ArgumentParser
import Exercises
import Foundation
import Judge

/// `course next`: what the next exercise asks.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the next exercise that is not solved.")

  @Argument(help: "A different exercise (1.3).") var id: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let session = try CourseSession()
    guard let shown = try id.map(exercise) ?? session.next() else {
      return print(json ? "null" : session.console.green("all are solved"))
    }
    if json { return try printJSON(ExerciseRow(shown, session)) }
    print(session.statement(of: shown))
  }
}

extension CourseSession {
  /// What an exercise asks, with its file and the commands for it.
  func statement(of exercise: Exercise) -> String {
    let dots = String(repeating: "●", count: exercise.difficulty)
    return """
      \(console.bold("\(exercise.id) \(exercise.title)"))  \(dots)  \(exercise.points) points
      \(console.faint("Chapters/Chapter\(exercise.chapter)/README.md, section \(exercise.section)"))

      \(console.paragraphs(exercise.statement))

      \(exercise.signature)

      file   \(exercise.stubPath)
      check  swift run course check \(exercise.id)
      hint   swift run course hint \(exercise.id)
      """
  }
}

/// `course hint`: one more hint each time.
struct HintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Shows a hint, and one more each time.")

  @Argument(help: "An exercise (1.3); without it, the next one.") var id: String?
  @Flag(help: "Show only the hints that were shown before.") var again = false

  func run() throws {
    var session = try CourseSession()
    guard let chosen = try id.map(exercise) ?? session.next() else {
      return print(session.console.green("all are solved"))
    }
    print(try session.hint(chosen, again: again))
  }
}

extension CourseSession {
  /// The hints shown so far, and one more.
  mutating func hint(_ exercise: Exercise, again: Bool = false) throws -> String {
    if !again {
      try update(exercise) { $0.hints = min(exercise.hints.count, $0.hints + 1) }
    }
    let count = progress[exercise.id].hints
    var lines = [console.bold("\(exercise.id) \(exercise.title)")]
    if count == 0 { lines.append("no hint was shown yet") }
    for (index, hint) in exercise.hints.prefix(count).enumerated() {
      lines.append(console.wrapped("\(index + 1) of \(exercise.hints.count): \(hint)"))
    }
    lines.append(
      console.faint(
        count < exercise.hints.count
          ? "one more: swift run course hint \(exercise.id)"
          : "that was the last; give up: swift run course solution \(exercise.id) --give-up"))
    return lines.joined(separator: "\n")
  }
}

/// `course solution`: the course's solution, after the student's own or instead of it.
struct SolutionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "Shows the course's solution, after you solved it.")

  @Argument(help: "An exercise (1.3).") var id: String
  @Flag(help: "Show it although it is not solved; this is recorded.") var giveUp = false

  func run() throws {
    var session = try CourseSession()
    let exercise = try exercise(id)
    let path = session.workplace.path("\(exercise.answersPath)/Solution.swift")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Workplace.Problem("this copy of the course comes without solutions")
    }
    if !session.isSolved(exercise), !session.progress[id].gaveUp {
      guard giveUp else {
        throw Workplace.Problem(
          "\(id) is not solved yet; add --give-up to see it anyway (this is recorded)")
      }
      try session.update(exercise) { $0.gaveUp = true }
    }
    print(text, terminator: "")
  }
}

/// `course list`: all exercises, or those that contain a word.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the exercises, all or those that contain some words.")

  @Argument(help: "Words to look for in titles, statements and signatures.") var words: [String] =
    []
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let session = try CourseSession()
    let console = session.console
    let found = exercises.filter { exercise in
      let text = "\(exercise.id) \(exercise.title) \(exercise.statement) \(exercise.signature)"
      return words.allSatisfy { text.localizedCaseInsensitiveContains($0) }
    }
    if json {
      return try printJSON(found.map { ExerciseRow($0, session) })
    }
    for exercise in found {
      let mark =
        session.isSolved(exercise)
        ? session.isEdited(exercise) ? console.yellow("✓") : console.green("✓") : " "
      let id = exercise.id.padding(toLength: 4, withPad: " ", startingAt: 0)
      let title = Self.column(exercise.title, width: 34)
      let dots = String(repeating: "●", count: exercise.difficulty)
      let isSolved = session.isSolved(exercise)
      let note =
        isSolved
        ? session.isEdited(exercise) ? "  edited" : ""
        : session.progress[exercise.id].gaveUp ? "  gave up" : ""
      print("\(mark) \(id) \(title) \(exercise.points) \(dots)\(note)")
    }
    if found.isEmpty { print("no exercise contains '\(words.joined(separator: " "))'") }
  }

  /// A text of exactly this width, for a line of 60 columns.
  private static func column(_ text: String, width: Int) -> String {
    let shown = text.count > width ? text.prefix(width - 1) + "…" : text[...]
    return shown + String(repeating: " ", count: width - shown.count)
  }
}

private struct ExerciseRow: Encodable {
  let id, title, section, file, signature, statement: String
  let points, difficulty, hintsShown: Int
  let solved: String?
  let edited, gaveUp: Bool

  init(_ exercise: Exercise, _ session: CourseSession) {
    id = exercise.id
    title = exercise.title
    section = exercise.section
    file = exercise.stubPath
    signature = exercise.signature
    statement = exercise.statement
    points = exercise.points
    difficulty = exercise.difficulty
    hintsShown = session.progress[exercise.id].hints
    solved = session.progress[exercise.id].solved
    edited = session.isEdited(exercise)
    gaveUp = session.progress[exercise.id].gaveUp
  }
}
