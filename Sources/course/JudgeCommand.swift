import ArgumentParser
import Exercises
import Grading
import Judge

/// `course judge`: what `grade` and `grade-one` start, and nobody else does. It judges one file
/// after the other, as it is told through its standard input, and may die of any of them.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge", abstract: "Judges what the grader asks for.", shouldDisplay: false)

  func run() throws { SeparateJudge.serve(exercises, at: try Workplace()) }

  /// This command as the grader starts it.
  static func separate(_ workplace: Workplace) -> SeparateJudge {
    SeparateJudge(workplace, arguments: ["judge"])
  }
}
