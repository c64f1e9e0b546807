import FileAccess
import Foundation
import Judge

/// Files laid out for JPlag, which compares the texts of a class: `java -jar jplag.jar -l swift`.
///
/// Tapestry has no detector of its own, since JPlag reads Swift.
///
/// ```swift
/// let layout = JPlagLayout(assignment, separate: separate)
/// for omission in try layout.write(students, to: "jplag") { print(omission) }
/// ```
public struct JPlagLayout {
  /// A student whose files are not all laid out.
  public struct Omission: CustomStringConvertible, Sendable {
    /// The name, as in the submissions.
    public let student: String
    /// Why, in words.
    public let reason: String
    /// Whether the fault is the grader's: another run may succeed.
    public let isOurs: Bool

    /// Both in one line that is safe to print.
    public var description: String {
      printable("\(student): \(reason)").replacing("\n", with: " ")
    }
  }

  private let assignment: Assignment
  private let separate: SeparateJudge

  /// A layout of an assignment's files.
  ///
  /// - Parameter separate: reads the submissions. Archives are unpacked by a C library, and one
  ///   that makes it crash must cost one student and not the class.
  public init(_ assignment: Assignment, separate: SeparateJudge) {
    self.assignment = assignment
    self.separate = separate
  }

  /// Writes `submissions/STUDENT/…`, from the latest attempt of each, and `base/`, the stubs that
  /// all have in common.
  ///
  /// - Returns: the students whose files are missing there, in whole or in part. Files that a
  ///   student did not hand in are not counted.
  /// - Throws: an error of the file system that names the path.
  public func write(_ students: [Student], to folder: String) throws -> [Omission] {
    for exercise in assignment.exercises {
      try write(Data(exercise.stub.utf8), "\(folder)/base/\(exercise.fileName).swift")
    }
    let process = JudgingProcess(separate)
    var omissions: [Omission] = []
    for student in students {
      let findings: [String: Finding]
      do throws(GradingProblem) {
        findings = try process.findings(of: student.attempts.last!, assignment.exercises).findings
      } catch {
        omissions.append(
          Omission(student: student.name, reason: error.description, isOurs: true))
        continue
      }
      var reasons: [String] = []
      for exercise in assignment.exercises {
        switch findings[exercise.id] ?? .missing {
        case .file(let bytes):
          let path = "\(folder)/submissions/\(student.name)/\(exercise.fileName).swift"
          try write(Data(bytes), path)
        case .refused(let reason): if !reasons.contains(reason) { reasons.append(reason) }
        case .missing: break
        }
      }
      if !reasons.isEmpty {
        omissions.append(
          Omission(
            student: student.name, reason: reasons.joined(separator: "; "), isOurs: false))
      }
    }
    return omissions
  }

  private func write(_ data: Data, _ path: String) throws {
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(data, to: path)
  }
}
