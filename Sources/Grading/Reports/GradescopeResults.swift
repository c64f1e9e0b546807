import Foundation
import Judge

/// The file that Gradescope reads: `results.json`.
///
/// - **Source:** gradescope-autograders.readthedocs.io, specifications.
struct GradescopeResults: Encodable {
  struct Test: Encodable {
    let score: Double
    let maxScore: Double
    let status: String
    let name: String
    let number: String
    let output: String
    let outputFormat = "text"
    let visibility = "visible"
  }

  let score: Double
  let output: String
  let outputFormat = "text"
  let tests: [Test]

  /// - Parameter isFinished: false for results that are written before all exercises are judged.
  init(_ record: StudentRecord, isFinished: Bool = true) {
    tests = record.exercises.map { exercise in
      Test(
        score: exercise.score, maxScore: exercise.points,
        status: exercise.category == .passed ? "passed" : "failed",
        name: exercise.title, number: exercise.id, output: exercise.message)
    }
    score = record.raw
    output =
      !isFinished
      ? "The grader is still at work, or was stopped: exercises that are not judged yet count 0."
      : record.regrade.isEmpty
        ? ""
        : "To be judged again, since the fault was the grader's: "
          + record.regrade.joined(separator: ", ")
  }
}
