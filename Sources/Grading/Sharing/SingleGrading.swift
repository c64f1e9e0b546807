import FileAccess
import Foundation
import Judge

/// One submission, graded exercise by exercise, with results from the first second on.
public struct SingleGrading {
  private var grader: Grader
  /// Whether hidden cases are asked, too: a copy of the course for students does not know the answers.
  public let hasHiddenCases: Bool

  /// A grading of an assignment.
  ///
  /// - Throws: an error if an exercise has no cases.
  public init(_ assignment: Assignment, judge: Judge) throws {
    let results = "\(judge.workplace.scratch)/single"
    do {
      grader = try Grader(assignment, judge: judge, results: results)
      hasHiddenCases = true
    } catch is Withheld {
      grader = try Grader(assignment, judge: judge, results: results, asksHidden: false)
      hasHiddenCases = false
    }
  }

  /// Judges a folder or an archive.
  ///
  /// - Parameters:
  ///   - walls: proves the walls around the student's program, or throws what is wrong with them.
  ///   - report: is told what is known at the start, after each exercise and at the end.
  /// - Returns: whether all exercises passed.
  public mutating func run(
    _ path: String, walls: () throws -> Containment,
    report: (_ record: StudentRecord, _ isFinished: Bool) throws -> Void
  ) throws -> Bool {
    let attempt = Attempt(path: path, name: "submission", submitted: nil)
    let (findings, submitted) = attempt.findings(grader.assignment.exercises)
    var record = StudentRecord(
      student: "submission", attempt: attempt.name, submitted: submitted, key: "",
      exercises: grader.assignment.items.map {
        ExerciseRecord($0, .unsolved, "this exercise was not judged yet")
      })
    try report(record, false)
    do { grader.judge.containment = try walls() } catch {
      record.exercises = grader.assignment.items.map {
        ExerciseRecord($0, .graderError, "\(error)")
      }
      try report(record, true)
      throw error
    }
    for (index, item) in grader.assignment.items.enumerated() {
      record.exercises[index] = grader.judged(item, findings[item.exercise.id] ?? .missing, job: 0)
      try report(record, index + 1 == grader.assignment.items.count)
    }
    return record.exercises.allSatisfy { $0.category == .passed }
  }
}

/// The file that Gradescope reads.
public enum GradescopeFile {
  /// Writes it, whole or not at all.
  ///
  /// - Throws: an error of the file system that names the path.
  public static func write(_ record: StudentRecord, isFinished: Bool, to path: String) throws {
    try WholeFile.makeFolder(for: path)
    let results = GradescopeResults(record, isFinished: isFinished)
    try WholeFile.write(RecordStore.snakeCaseEncoder.encode(results), to: path)
  }
}
