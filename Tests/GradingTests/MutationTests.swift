import ExerciseKit
import Foundation
import TestSupport
import Testing

@testable import Grading
@testable import Judge

/// Graders that believe too much, or nothing: each must be detected by its verdicts on submissions
/// whose outcomes are known. The corpus is checked in the same way, so it would detect them too.
@Suite struct MutationTests {
  /// A submission, and how it has to end.
  struct Known: Sendable, Equatable {
    let name: String
    let category: Category
    let total: Double
  }

  static let known = [
    Known(name: "Right", category: .passed, total: 10),
    Known(name: "Wrong", category: .failed, total: 0),
    Known(name: "RightForSmallNumbers", category: .failed, total: 5),
    Known(name: "KnowsTheCasesShown", category: .failed, total: 5),
    Known(name: "PrintsThatItPassed", category: .failed, total: 0),
    Known(name: "ExitsWithSuccess", category: .crashed, total: 0),
    Known(name: "RunsForEver", category: .timedOut, total: 0),
    Known(name: "Unsolved", category: .unsolved, total: 0),
  ]

  static func source(_ name: String) throws -> String {
    switch name {
    case "Right": return Bench.right
    case "Wrong": return Bench.wrong
    case "RightForSmallNumbers":
      return "func double(_ x: Int) throws -> Int { x < 1000 ? 2 * x : 0 }\n"
    case "KnowsTheCasesShown":
      let large = try Bench.exercise.shownLargeNumber()
      return "func double(_ x: Int) throws -> Int { x < 1000 || x == \(large) ? 2 * x : 0 }\n"
    case "Unsolved":
      return "import ExerciseKit\nfunc double(_ x: Int) throws -> Int { throw Unsolved() }\n"
    default:
      return try String(
        contentsOf: Bench.corpus.appendingPathComponent("Hostile/\(name).txt"), encoding: .utf8)
    }
  }

  /// The submissions of `known` that do not end as they have to.
  private static func surprises(
    _ names: [String], _ judging: @escaping Grader.JudgeFunction
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    for name in names { try folder.write(source(name), to: "class/\(name)/\(Bench.path)") }
    let students = try Student.all(in: folder.file("class").path)
    let grader = try Grader(
      Assignment([Bench.exercise], seed: 4711), judge: Bench.judge(),
      results: folder.file("results").path, judging: judging)
    try grader.grade(students, jobs: 2)
    let ends = try grader.results(students).map {
      Known(name: $0.record.student, category: $0.worst, total: $0.total)
    }
    return names.filter { name in !ends.contains { $0.name == name && known.contains($0) } }
  }

  @Test func `the grader ends each as it has to`() throws {
    let surprises = try Self.surprises(Self.known.map(\.name)) { judge, path, exercise, runs in
      judge.judge(path, exercise, runs: runs)
    }
    #expect(surprises == [])
  }

  /// A grader with one fault, and a submission that shows it.
  struct Mutant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shownBy: String
    let judging: Grader.JudgeFunction

    init(_ name: String, shownBy: String, judging: @escaping Grader.JudgeFunction) {
      (testDescription, self.shownBy, self.judging) = (name, shownBy, judging)
    }

    /// A grader that takes some verdicts for passed.
    init(_ name: String, shownBy: String, passing: @escaping @Sendable (Verdict) -> Bool) {
      self.init(name, shownBy: shownBy) { judge, path, exercise, runs in
        judge.judge(path, exercise, runs: runs).map { passing($0) ? Verdict(.passed) : $0 }
      }
    }
  }

  static let mutants = [
    Mutant("accepts all", shownBy: "Wrong") { _, _, _, runs in runs.map { _ in Verdict(.passed) } },
    Mutant("refuses all", shownBy: "Right") { _, _, _, runs in runs.map { _ in Verdict(.failed) } },
    Mutant("skips a check", shownBy: "RightForSmallNumbers") { judge, path, exercise, runs in
      judge.judge(path, exercise, runs: runs.map { $0.filter { $0.check == 0 } })
    },
    Mutant("skips hidden cases", shownBy: "KnowsTheCasesShown") { judge, path, exercise, runs in
      judge.judge(path, exercise, runs: [runs[0], runs[0]])
    },
    Mutant("trusts a print", shownBy: "PrintsThatItPassed") { $0.prints.contains("passed") },
    Mutant("trusts an exit code", shownBy: "ExitsWithSuccess") {
      $0.category == .crashed && $0.detail.contains("exit code 0")
    },
    Mutant("takes a timeout for an answer", shownBy: "RunsForEver") { $0.category == .timedOut },
    Mutant("takes a stub for an answer", shownBy: "Unsolved") { $0.category == .unsolved },
  ]

  @Test(arguments: mutants) func `a grader with a fault is noticed`(mutant: Mutant) throws {
    #expect(try Self.surprises([mutant.shownBy], mutant.judging) == [mutant.shownBy])
  }
}

extension Exercise {
  /// The number of the second check that students see.
  func shownLargeNumber() throws -> Int {
    var random = CaseRandom(seed: CaseSeed.shown &* 1000 &+ 1)
    return random.integer(1000...9999)
  }
}
