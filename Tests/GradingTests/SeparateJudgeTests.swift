import Foundation
import Judge
import TestSupport
import Testing

@testable import Grading

/// Faults of the judge's own code, which end the process that they happen in.
@Suite struct SeparateJudgeTests {
  /// An exercise that `course` has too, which judges it here.
  private static let exercise = Exercise(
    "1.3", "BroadcastShape", "Two shapes", section: "1", points: 10, difficulty: 1,
    signature: "func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]?", statement: "",
    hints: [], seconds: 5, mistakes: [],
    checks: [Check("one") { _ in [Case(1)] }], reference: { (x: Int) -> Int in x })

  private static let wrong =
    "func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]? { nil }\n"

  /// What a shell does first, and then `course`.
  private static func judge(_ folder: TemporaryFolder, _ script: String) throws -> SeparateJudge {
    let workplace = try Bench.judge().workplace
    let course = "exec '\(workplace.executable)' judge"
    return SeparateJudge(
      workplace, program: "/bin/sh",
      arguments: ["-c", "cd '\(folder.url.path)'; \(script); \(course)"])
  }

  /// Three students, one after the other.
  private static func grade(_ folder: TemporaryFolder, _ separate: SeparateJudge) throws
    -> [ClassRow]
  {
    for name in ["ada", "bob", "eve"] {
      try folder.write(wrong, to: "class/\(name)/\(exercise.stubPath)")
    }
    let students = try Student.all(in: folder.file("class").path)
    let grader = try Grader(
      Assignment([exercise], seed: 4711), judge: Bench.judge(), separate: separate,
      results: folder.file("results").path)
    try grader.grade(students, jobs: 1)
    return try grader.results(students)
  }

  private static let diesTwice =
    "for n in 1 2; do mkdir $n 2>/dev/null && { echo 'Fatal error: odd' >&2; kill $$; }; done"

  @Test func `a judge that dies at a file costs one exercise and says why`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.wrong, to: "01.swift")
    let process = JudgingProcess(try Self.judge(folder, Self.diesTwice))
    let item = Assignment([Self.exercise]).items[0]
    let task = JudgingTask.Assessment(
      exercise: "1.3", points: 7, path: folder.file("01.swift").path, seed: 4711,
      usesLandlock: true,
      usesBubblewrap: false, user: 0)
    let lost = process.record(item, task)
    #expect(lost.category == .graderError && lost.message.hasSuffix(": odd"))
    let next = process.record(item, task)
    #expect(next.category == .failed && next.points == 7 && next.checks.count > 1)
  }

  @Test func `a judge that dies at a submission costs that one, and the class goes on`() throws {
    let folder = try TemporaryFolder()
    let rows = try Self.grade(folder, Self.judge(folder, Self.diesTwice))
    #expect(rows.map(\.worst) == [.graderError, .failed, .failed])
    #expect(rows.map(\.record.regrade) == [["1.3"], [], []])
    #expect(rows.map(\.record.most) == [0, 10, 10])
    // The next run judges again what was lost.
    let again = try Self.grade(folder, Self.judge(folder, "true"))
    #expect(again.map(\.worst) == [.failed, .failed, .failed])
  }

  @Test func `a judge that dies once costs nothing`() throws {
    let folder = try TemporaryFolder()
    let once = try Self.judge(folder, "mkdir once 2>/dev/null && kill -KILL $$")
    #expect(try Self.grade(folder, once).map(\.worst) == [.failed, .failed, .failed])
  }

  @Test func `a judge that does not end, or answers nonsense, is no judge`() throws {
    let folder = try TemporaryFolder()
    var sleeper = try Self.judge(folder, "sleep 60")
    sleeper.mostSeconds = 1
    let lost = try Self.grade(folder, sleeper)
    #expect(lost.map(\.worst) == [.graderError, .graderError, .graderError])
    #expect(
      lost[0].record.exercises[0].message.hasSuffix("it did not come to an end in 1 s"))
    let talker = try Self.judge(folder, "exec echo 'no frame at all, and no record'")
    #expect(
      try Self.grade(folder, talker).map(\.worst) == [.graderError, .graderError, .graderError])
  }
}
