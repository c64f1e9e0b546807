import ArgumentParser
import Exercises
import Grading
import Judge

/// `course judge`: started only by `grade` and `grade-one`. It judges the files that it is given
/// through its standard input, one after the other, and may crash at any of them.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge", abstract: "Judges what the grader asks for.", shouldDisplay: false)

  func run() throws { SeparateJudge.serve(exercises, at: try Workplace()) }

  /// This command as the grader starts it.
  static func separate(_ workplace: Workplace) -> SeparateJudge {
    SeparateJudge(workplace, arguments: ["judge"])
  }
}
