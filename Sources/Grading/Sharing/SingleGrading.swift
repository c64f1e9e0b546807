import FileAccess
import Foundation
import Judge

/// One submission, graded exercise by exercise, with results from the first second on.
public struct SingleGrading {
  private var grader: Grader
  /// Whether hidden cases are run, too: a copy of the course for students does not have the
  /// answers.
  public let hasHiddenCases: Bool

  /// A grading of an assignment.
  ///
  /// - Parameter separate: what judges, if not this process.
  /// - Throws: an error if an exercise has no cases.
  public init(_ assignment: Assignment, judge: Judge, separate: SeparateJudge? = nil) throws {
    let results = "\(judge.workplace.scratch)/single"
    do {
      grader = try Grader(assignment, judge: judge, separate: separate, results: results)
      hasHiddenCases = true
    } catch is Withheld {
      grader = try Grader(
        assignment, judge: judge, separate: separate, results: results, asksHidden: false)
      hasHiddenCases = false
    }
  }

  /// Judges a folder or an archive.
  ///
  /// - Parameters:
  ///   - walls: tests the walls around the student's program, or throws what is wrong with them.
  ///   - report: receives what is known at the start, after each exercise and at the end.
  /// - Returns: whether all exercises passed.
  public mutating func run(
    _ path: String, walls: () throws -> Containment,
    report: (_ record: StudentRecord, _ isFinished: Bool) throws -> Void
  ) throws -> Bool {
    let attempt = Attempt(path: path, name: "submission", submitted: nil)
    let process = grader.judgingProcess()
    var record = StudentRecord(
      student: "submission", attempt: attempt.name, submitted: nil, key: "",
      exercises: grader.assignment.items.map {
        ExerciseRecord($0, .unsolved, "this exercise was not judged yet")
      })
    try report(record, false)
    let findings: [String: Finding]
    do {
      (findings, record.submitted) = try grader.findings(of: attempt, in: process)
      grader.judge.containment = try walls()
    } catch {
      record.exercises = grader.assignment.items.map {
        ExerciseRecord($0, .graderError, "\(error)")
      }
      try report(record, true)
      throw error
    }
    for (index, item) in grader.assignment.items.enumerated() {
      record.exercises[index] = grader.judged(
        item, findings[item.exercise.id] ?? .missing, job: 0, in: process)
      try report(record, index + 1 == grader.assignment.items.count)
    }
    return record.exercises.allSatisfy { $0.category == .passed }
  }
}

/// The file that Gradescope reads.
public enum GradescopeFile {
  /// Writes the file, whole or not at all.
  ///
  /// - Throws: an error of the file system that names the path.
  public static func write(_ record: StudentRecord, isFinished: Bool, to path: String) throws {
    try WholeFile.makeFolder(for: path)
    let results = GradescopeResults(record, isFinished: isFinished)
    try WholeFile.write(RecordStore.snakeCaseEncoder.encode(results), to: path)
  }
}
