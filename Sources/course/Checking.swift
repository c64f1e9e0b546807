import ArgumentParser
import Exercises
import Foundation
import Judge
import Synchronization
import let Tapestry.coreCount

extension CourseSession {
  /// Checks an exercise, records a success, and draws the difference if it can be shown.
  mutating func check(_ exercise: Exercise, cancellation: Cancellation? = nil) throws -> (
    verdict: Verdict, text: String
  ) {
    let verdict = Judge(workplace).judge(path(exercise), exercise, cancellation: cancellation)
    return (verdict, try remember(verdict, of: exercise))
  }

  /// Records a success; returns what the student reads.
  mutating func remember(_ verdict: Verdict, of exercise: Exercise) throws -> String {
    if verdict.category == .passed {
      let hash = Progress.hash(path(exercise))
      try update(exercise) { entry in
        entry.solved = entry.solved ?? Date.now.formatted(.iso8601.year().month().day())
        entry.file = hash
      }
    }
    let picture = "\(workplace.scratch)/pictures/\(exercise.fileName).png"
    let drawn = verdict.drawDifference(to: picture)
    return verdict.text(
      for: exercise, picture: drawn.map { String($0.dropFirst(workplace.root.count + 1)) }, console)
  }
}

/// `course check`: the judgment of one exercise, of a chapter or of all.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks an exercise, a chapter or all.",
    discussion: "Without an argument it checks the next one that is not solved.")

  @Argument(help: "An exercise (1.3), a chapter (1) or all.") var what: String?
  @Flag(help: "Print JSON.") var json = false
  @Option(help: "How many to check at the same time.") var jobs = coreCount

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs is \(jobs): at least one is needed") }
  }

  func run() throws {
    var session = try CourseSession()
    guard let chosen = try what.map(selection) ?? session.next().map({ [$0] }) else {
      return print(session.console.green("all are solved"))
    }
    let verdicts = judge(chosen, session.workplace)
    var rows: [VerdictRow] = []
    for (exercise, verdict) in zip(chosen, verdicts) {
      let text = try session.remember(verdict, of: exercise)
      if json {
        rows.append(VerdictRow(exercise, verdict))
      } else if chosen.count == 1 {
        print(text)
        if verdict.category == .passed { announceNext(after: exercise, session) }
      } else {
        print(line(exercise, verdict, session.console))
      }
    }
    if json { try printJSON(rows) }
    let passed = verdicts.count { $0.category == .passed }
    if chosen.count > 1, !json { print("\(passed) of \(chosen.count) passed") }
    if passed < chosen.count { throw ExitCode(1) }
  }

  private func judge(_ chosen: [Exercise], _ workplace: Workplace) -> [Verdict] {
    let verdicts = Mutex([Verdict?](repeating: nil, count: chosen.count))
    let next = Mutex(0)
    let judge = Judge(workplace)
    DispatchQueue.concurrentPerform(iterations: min(jobs, chosen.count)) { _ in
      while true {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < chosen.count else { return }
        let exercise = chosen[index]
        let verdict = judge.judge(workplace.path(exercise.stubPath), exercise)
        verdicts.withLock { $0[index] = verdict }
      }
    }
    return verdicts.withLock { $0.map { $0! } }
  }

  private func line(_ exercise: Exercise, _ verdict: Verdict, _ console: Console) -> String {
    let mark =
      switch verdict.category {
      case .passed: console.green("✓")
      case .unsolved: console.faint("○")
      default: console.red("✗")
      }
    let location = verdict.line.map { ", line \($0)" } ?? ""
    let words = verdict.mistake?.message ?? verdict.category.rawValue + location
    return "\(mark) \(exercise.id) \(exercise.title): \(words)"
  }

  private func announceNext(after exercise: Exercise, _ session: CourseSession) {
    guard let next = session.next(after: exercise) else {
      return print(session.console.green("that was the last one: all are solved"))
    }
    print("next: \(next.id) \(next.title)\n  \(next.stubPath)")
  }
}

private struct VerdictRow: Encodable {
  let id, title, category, detail: String
  let mistake: String?
  let line: Int?
  let right, cases: Int
  let share: Double

  init(_ exercise: Exercise, _ verdict: Verdict) {
    id = exercise.id
    title = exercise.title
    category = verdict.category.rawValue
    detail = verdict.detail
    mistake = verdict.mistake?.message
    line = verdict.line
    right = verdict.checks.reduce(0) { $0 + $1.right }
    cases = verdict.checks.reduce(0) { $0 + $1.count }
    share = verdict.share
  }
}
