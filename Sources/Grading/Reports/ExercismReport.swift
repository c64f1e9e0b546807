import Judge

/// The file that Exercism's website reads, version 3.
///
/// - **Source:** exercism.org/docs/building/tooling/test-runners/interface.
struct ExercismReport: Encodable {
  struct Test: Encodable {
    let name: String
    let status: String
    let message: String?
    let testCode: String
    let taskId: Int
  }

  let version = 3
  let status: String
  let message: String?
  let tests: [Test]

  init(_ record: StudentRecord) {
    let ran = record.exercises.contains { !$0.checks.allSatisfy { $0.shown == nil } }
    let isRight = record.exercises.allSatisfy { $0.category == .passed }
    status = isRight ? "pass" : ran ? "fail" : "error"
    message = ran || isRight ? nil : record.exercises.first { $0.category != .passed }?.message
    tests = record.exercises.enumerated().map { index, exercise in
      Test(
        name: "\(exercise.id) \(exercise.title)", status: Self.status(exercise),
        message: exercise.category == .passed ? nil : exercise.message,
        testCode: exercise.checks.map(\.name).joined(separator: "\n"), taskId: index + 1)
    }
  }

  private static func status(_ exercise: ExerciseRecord) -> String {
    switch exercise.category {
    case .passed: "pass"
    case .failed: "fail"
    default: "error"
    }
  }
}
