import ExerciseKit
import Foundation
import Grading
import Judge
import TestSupport

/// An exercise only for the tests, and classes that hand in something for it.
enum Bench {
  static let exercise = Exercise(
    "1.1", "Double", "Twice as much", section: "1", points: 10, difficulty: 1,
    signature: "func double(_ x: Int) throws -> Int",
    statement: "Twice the number.", hints: [], seconds: 2, mistakes: [],
    checks: [
      Check("small numbers") { _ in [Case(1), Case(2), Case(3)] },
      Check("large numbers") { random in [Case(random.integer(1000...9999))] },
    ],
    reference: { (x: Int) -> Int in 2 * x })

  static let right = "func double(_ x: Int) throws -> Int { 2 * x }\n"
  static let wrong = "func double(_ x: Int) throws -> Int { x + 2 }\n"
  static let path = "Chapters/Chapter1/Exercises/01-Double.swift"

  /// The data of the tests.
  static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Corpus")

  /// A judge around the executable that the build put beside the tests.
  static func judge(_ containment: Containment = .standard) throws -> Judge {
    let executable = BuiltModules.here().folder.appendingPathComponent("course").path
    signal(SIGPIPE, SIG_IGN)
    var judge = Judge(try Workplace(executable: executable))
    judge.containment = containment
    return judge
  }

  /// Whether bubblewrap works here: it does not inside many containers.
  static let hasBox: Bool = {
    guard Workplace.bubblewrap != nil,
      let judge = try? judge(Containment(usesLandlock: false, usesBubblewrap: true))
    else { return false }
    return SelfTest(judge).findings().allSatisfy(\.isContained)
  }()

  /// Both kinds of containment for a class, as far as the system has them.
  static var containments: [Containment] {
    [Containment(usesLandlock: true, usesBubblewrap: false)]
      + (hasBox ? [Containment(usesLandlock: false, usesBubblewrap: true)] : [])
  }

  /// Grades what a folder holds, and returns the rows by name.
  static func grade(
    _ submissions: URL, into results: URL, containment: Containment = .standard, jobs: Int = 2,
    pick: Grader.Pick = .latest, deadlines: Deadlines? = nil,
    progress: @Sendable (Int, Int, Bool) -> Void = { _, _, _ in }
  ) throws -> [String: ClassRow] {
    let students = try Student.all(in: submissions.path)
    let grader = try Grader(
      Assignment([exercise], seed: 4711), judge: judge(containment), results: results.path)
    try grader.grade(students, pick: pick, jobs: jobs, progress: progress)
    let rows = try grader.results(students, pick: pick, deadlines: deadlines)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.record.student, $0) })
  }
}
