import ArgumentParser
import Exercises
import Foundation
import Grading
import Judge
import let Tapestry.coreCount

/// `course grade`: grades a class.
struct Grade: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Grades a folder of submissions.",
    discussion: """
      SUBMISSIONS holds a folder or an archive (zip, tar, tgz) for each student. RESULTS gets a \
      record for each, class.csv, junit.xml, report/index.html and the formats of other systems. \
      What was judged before is not judged again, so an interrupted run can be continued.

      Chapters/INSTRUCTORS.md says how to choose exercises, points and deadlines.
      """)

  @Argument(help: "The folder of submissions.") var submissions: String
  @Option(help: "The folder of results.") var out: String
  @Option(help: "How many students to grade at the same time, at most one per processor core.")
  var jobs = coreCount
  @Option(help: "Which attempt counts: latest, best or first.") var pick = Grader.Pick.latest
  @Option(help: "A YAML file with a deadline and deductions.") var deadlines: String?
  @Option(help: "A YAML file with exercises, points and a seed.") var assignment: String?
  @Option(help: "Grade one part of several: 2/5.") var shard: Shard?
  @Flag(help: "Make the reports from the shards' records, and grade nothing.") var merge = false
  @Option(help: "Lay the files out for JPlag in this folder, and grade nothing.") var jplag: String?
  @Option(help: "Write a Slurm array job into this file, and grade nothing.") var slurm: String?
  @Flag(help: "Continue if the walls around students' programs are incomplete.") var trust = false
  @Option(help: "Which walls: all, locks or box.") var walls = Walls.all

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs is \(jobs): at least one is needed") }
    if shard != nil, merge { throw ValidationError("--shard grades and --merge does not: choose") }
  }

  func run() throws {
    for (name, path) in [("--out", out), ("--jplag", jplag), ("--slurm", slurm)] {
      if let path { try requireOutsideSubmissions(path, name) }
    }
    let workplace = try Workplace()
    let assignment = try readAssignment(assignment)
    let students = try Student.all(in: submissions)
    if let jplag {
      let layout = JPlagLayout(assignment, separate: JudgeCommand.separate(workplace))
      let omissions = try layout.write(students, to: jplag)
      print("\(students.count) students in \(jplag)")
      if !omissions.isEmpty { print("without files that cannot be read:") }
      for omission in omissions { print("  \(omission)") }
      if omissions.contains(where: \.isOurs) { throw ExitCode(1) }
      return
    }
    if let slurm {
      let job = SlurmJob(
        workplace: workplace, arguments: try sharedArguments(), students: students.count)
      try job.write(to: slurm)
      return print("\(slurm)\nsubmit it with: sbatch \(slurm)")
    }
    var judge = Judge(workplace)
    judge.containment = merge ? walls.containment : try walls.proved(workplace, trust: trust)
    let grader = try Grader(
      assignment, judge: judge, separate: JudgeCommand.separate(workplace), results: out)
    if !merge {
      let chosen = shard?.part(of: students) ?? students
      let line = ProgressLine()
      // With more jobs than cores, a solution's clock would run while others use the machine.
      let jobs = min(jobs, coreCount)
      try grader.grade(chosen, pick: pick, jobs: jobs) {
        line.update(done: $0, of: $1, wasJudged: $2)
      }
    }
    // Reports cover the whole class, so a part of it only writes records.
    guard shard == nil else { return }
    let rows = try grader.results(students, pick: pick, deadlines: try readDeadlines())
    try ClassReports(rows).write(to: out)
    print("\(rows.count) students, \(out)/class.csv, \(out)/report/index.html")
    let regrade = rows.filter { !$0.record.regrade.isEmpty }.map(\.record.student)
    if !regrade.isEmpty {
      print("to be graded again (the fault was the grader's): \(regrade.joined(separator: ", "))")
      throw ExitCode(1)
    }
  }

  private func readDeadlines() throws -> Deadlines? {
    try deadlines.map { try Deadlines(yaml: readText($0, "--deadlines")) }
  }

  /// Output inside the folder of submissions would be taken for a submission the next time.
  private func requireOutsideSubmissions(_ path: String, _ option: String) throws {
    let parts = { (path: String) in
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().pathComponents
    }
    guard parts(path).starts(with: parts(submissions)) else { return }
    throw GradingProblem(
      "grade: \(option) \(path) is inside \(submissions), where everything is a submission\n  "
        + "cure: name a path outside")
  }

  /// The options that all parts of a class share, with absolute paths.
  private func sharedArguments() throws -> [String] {
    let absolute = { (path: String) in URL(fileURLWithPath: path).standardizedFileURL.path }
    var arguments = [
      absolute(submissions), "--out", absolute(out), "--pick", pick.rawValue, "--walls",
      walls.rawValue,
    ]
    if let deadlines { arguments += ["--deadlines", absolute(deadlines)] }
    if let assignment { arguments += ["--assignment", absolute(assignment)] }
    if trust { arguments.append("--trust") }
    return arguments
  }
}

extension Grader.Pick: ExpressibleByArgument {}

/// The walls around students' programs.
enum Walls: String, ExpressibleByArgument, CaseIterable {
  case all, locks, box

  var containment: Containment {
    switch self {
    case .all: Containment(usesLandlock: true, usesBubblewrap: true)
    case .locks: Containment(usesLandlock: true, usesBubblewrap: false)
    case .box: Containment(usesLandlock: false, usesBubblewrap: true)
    }
  }
}

extension Walls {
  /// Tests the walls, prints the table, and refuses to continue if one is open.
  func proved(_ workplace: Workplace, trust: Bool) throws -> Containment {
    let proved = ProvedWalls(workplace, containment, needsBubblewrap: self == .box)
    FileHandle.standardError.write(Data("\(proved.table)\n".utf8))
    if !trust { try proved.require() }
    return proved.containment
  }
}

/// The assignment in a file, or all exercises.
func readAssignment(_ path: String?) throws -> Assignment {
  guard let path else { return Assignment(exercises) }
  return try Assignment(yaml: readText(path, "--assignment"), of: exercises)
}

/// The contents of a file that an option names.
func readText(_ path: String, _ option: String) throws -> String {
  do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
    throw GradingProblem(
      "grade: the file of \(option) cannot be read: \(path)\n  cure: name a file of text in UTF-8")
  }
}

extension Shard: ExpressibleByArgument {
  /// A part as given on the command line: `2/5`.
  public init?(argument: String) { self.init(argument) }
}
