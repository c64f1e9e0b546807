import ArgumentParser
import Exercises
import FileAccess
import Foundation
import Grading
import Judge

/// `course release`: the copy of the course that students get.
struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Copies the course without solutions, wrong answers and hidden cases.")

  @Option(help: "The folder to make.") var to: String

  func run() throws {
    let count = try Release(try Workplace(), withholding: exercises).write(to: to)
    print("\(count) files in \(to)")
  }
}

/// `course gradescope`: the course as an autograder.
struct GradescopeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradescope", abstract: "Makes an autograder for Gradescope.")

  @Option(help: "The zip file to write.") var out: String
  @Option(help: "A YAML file with exercises, points and a seed.") var assignment: String?

  func run() throws {
    let text = try assignment.map { try readText($0, "--assignment") }
    if let text { _ = try Assignment(yaml: text, of: exercises) }
    try GradescopePackage(try Workplace(), assignment: text).write(to: out)
    print(out)
  }
}

/// `course grade-one`: one submission, for Gradescope and for GitHub Classroom.
///
/// Results exist from the first second and grow with each exercise, so that an interrupted run has
/// reported what it had.
struct GradeOne: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade-one", abstract: "Grades one submission, exercise by exercise.")

  @Argument(help: "A folder or an archive.") var submission: String
  @Option(help: "A YAML file with exercises, points and a seed.") var assignment: String?
  @Option(help: "The results.json to write; without it, what happened is printed.") var out: String?
  @Flag(help: "Continue if the walls around students' programs are incomplete.") var trust = false

  func run() throws {
    let workplace = try Workplace()
    var grading = try SingleGrading(
      readAssignment(assignment), judge: Judge(workplace),
      separate: JudgeCommand.separate(workplace))
    if !grading.hasHiddenCases {
      let words = "this copy of the course asks only the cases that students see\n"
      FileHandle.standardError.write(Data(words.utf8))
    }
    let walls = { try Walls.all.proved(workplace, trust: trust) }
    let isRight = try grading.run(submission, walls: walls) { record, isFinished in
      if let out { try GradescopeFile.write(record, isFinished: isFinished, to: out) }
      if isFinished, out == nil {
        for exercise in record.exercises {
          print("\(exercise.id) \(exercise.category.rawValue): \(exercise.message)")
        }
      }
    }
    if out == nil, !isRight { throw ExitCode(1) }
  }
}
