import ArgumentParser
import Exercises
import Judge

/// The command line of the course.
struct CourseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "course",
    abstract: "Sixty exercises, checked in a second.",
    discussion: """
      Each exercise is a file in Chapters/ChapterN/Exercises. Change it, then check it:

        swift run course next
        swift run course check 1.3
        swift run course watch

      What you have solved is recorded in .course/progress.txt: commit it with your solutions.
      """,
    subcommands: [
      Overview.self, CheckCommand.self, Next.self, HintCommand.self, Watch.self, Reset.self,
      SolutionCommand.self, ListCommand.self, Open.self, Doctor.self, Capstone.self, Dev.self,
      Figures.self, Goldens.self, Grade.self, GradeOne.self, JudgeCommand.self, ReleaseCommand.self,
      GradescopeCommand.self, Site.self,
      TextCommand.self, Build.self,
    ],
    defaultSubcommand: Overview.self)
}

/// What every command works with.
struct CourseSession {
  let workplace: Workplace
  let console = Console()
  var progress: Progress

  init() throws {
    workplace = try Workplace()
    progress = Progress(at: workplace)
  }

  /// The path of an exercise's file.
  func path(_ exercise: Exercise) -> String { workplace.path(exercise.stubPath) }

  /// Whether an exercise was solved.
  func isSolved(_ exercise: Exercise) -> Bool { progress[exercise.id].solved != nil }

  /// Whether an exercise was solved and its file has changed since then.
  func isEdited(_ exercise: Exercise) -> Bool {
    guard let file = progress[exercise.id].file else { return false }
    return Progress.hash(path(exercise)) != file
  }

  /// The first exercise that is not solved, after the given one if there is one.
  func next(after last: Exercise? = nil) -> Exercise? {
    let start =
      last.flatMap { last in exercises.firstIndex { $0.id == last.id } }.map { $0 + 1 } ?? 0
    return (exercises[start...] + exercises[..<start]).first { !isSolved($0) }
  }

  /// Changes the progress as it is on disk at this moment, since a watch may be running as well.
  mutating func update(_ exercise: Exercise, _ change: (inout Progress.Entry) -> Void) throws {
    progress = Progress(at: workplace)
    change(&progress[exercise.id])
    try progress.write(at: workplace)
  }
}

/// The exercise with an id such as `1.3`.
func exercise(_ id: String) throws -> Exercise {
  guard let exercise = exercises.first(where: { $0.id == id }) else {
    throw Workplace.Problem("there is no exercise \(id); 'swift run course list' shows all of them")
  }
  return exercise
}

/// The exercises that an id, a chapter's number or `all` names.
func selection(_ text: String) throws -> [Exercise] {
  if text == "all" { return exercises }
  if let chapter = Int(text) {
    let found = exercises.filter { $0.chapter == chapter }
    guard !found.isEmpty else { throw Workplace.Problem("chapter \(text) has no exercises") }
    return found
  }
  return [try exercise(text)]
}
