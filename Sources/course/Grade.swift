import ArgumentParser
import Exercises
import Foundation
import Grading
import Judge

/// `course grade`: a class, graded.
struct Grade: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Grades a folder of submissions.",
    discussion: """
      SUBMISSIONS holds a folder or an archive (zip, tar, tgz) for each student. RESULTS gets a \
      record for each, class.csv, junit.xml, report/index.html and the formats of other systems. \
      What was judged before is not judged again, so a run that was stopped goes on.

      Chapters/INSTRUCTORS.md says how to choose exercises, points and deadlines.
      """)

  @Argument(help: "The folder of submissions.") var submissions: String
  @Option(help: "The folder of results.") var out: String
  @Option(help: "How many students to grade at the same time.") var jobs =
    max(1, ProcessInfo.processInfo.activeProcessorCount)
  @Option(help: "Which attempt counts: latest, best or first.") var pick = Grader.Pick.latest
  @Option(help: "A YAML file with a deadline and what is taken off.") var deadlines: String?
  @Option(help: "A YAML file with exercises, points and a seed.") var assignment: String?
  @Option(help: "Grade one part of several: 2/5.") var shard: Shard?
  @Flag(help: "Make the reports of records that shards wrote, and grade nothing.") var merge = false
  @Option(help: "Lay the files out for JPlag in this folder, and grade nothing.") var jplag: String?
  @Option(help: "Write a Slurm array job into this file, and grade nothing.") var slurm: String?
  @Flag(help: "Go on where the walls around students' programs are not complete.") var trust = false
  @Option(help: "Which walls: all, locks or box.") var walls = Walls.all

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs is \(jobs): at least one is needed") }
    if shard != nil, merge { throw ValidationError("--shard grades and --merge does not: choose") }
  }

  func run() throws {
    let workplace = try Workplace()
    let assignment = try readAssignment()
    let students = try Student.all(in: submissions)
    if let jplag {
      try JPlagLayout(assignment).write(students, to: jplag)
      return print("\(students.count) students in \(jplag)")
    }
    if let slurm {
      let job = SlurmJob(
        workplace: workplace, arguments: try sharedArguments(), students: students.count)
      try job.write(to: slurm)
      return print("\(slurm)\nsubmit it with: sbatch \(slurm)")
    }
    var judge = Judge(workplace)
    judge.containment = try containment(workplace)
    let grader = try Grader(assignment, judge: judge, results: out)
    if !merge {
      let chosen = shard?.part(of: students) ?? students
      let line = ProgressLine()
      try grader.grade(chosen, pick: pick, jobs: jobs) {
        line.update(done: $0, of: $1, wasJudged: $2)
      }
    }
    // Reports are of the whole class: a part of it writes records only.
    guard shard == nil else { return }
    let rows = try grader.results(students, pick: pick, deadlines: try readDeadlines())
    try ClassReports(rows).write(to: out)
    print("\(rows.count) students, \(out)/class.csv, \(out)/report/index.html")
    let regrade = rows.filter { !$0.record.regrade.isEmpty }.map(\.record.student)
    if !regrade.isEmpty {
      print("to be graded again, the fault was the grader's: \(regrade.joined(separator: ", "))")
      throw ExitCode(1)
    }
  }

  private func readAssignment() throws -> Assignment {
    guard let assignment else { return Assignment(exercises) }
    return try Assignment(yaml: String(contentsOfFile: assignment, encoding: .utf8), of: exercises)
  }

  private func readDeadlines() throws -> Deadlines? {
    try deadlines.map { try Deadlines(yaml: String(contentsOfFile: $0, encoding: .utf8)) }
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

  /// Tries the walls, prints the table, and refuses to go on behind one that is open.
  private func containment(_ workplace: Workplace) throws -> Containment {
    var containment = walls.containment
    if containment.box, Workplace.bubblewrap == nil, walls == .all { containment.box = false }
    guard !merge else { return containment }
    var judge = Judge(workplace)
    judge.containment = containment
    var findings = SelfTest(judge).findings()
    // A box that does not work here, as inside many containers, is done without.
    if findings.contains(where: { !$0.isContained }), containment.box, walls == .all {
      containment.box = false
      judge.containment = containment
      findings = SelfTest(judge).findings()
    }
    let lines = findings.map { finding in
      "  \(finding.isContained ? "contained" : "OPEN     ")  \(finding.attempt): \(finding.outcome)"
    }
    let table = (["walls: \(containment.words)"] + lines).joined(separator: "\n")
    FileHandle.standardError.write(Data("\(table)\n".utf8))
    #if !os(Linux)
      FileHandle.standardError.write(
        Data(
          "THIS SYSTEM CANNOT CONTAIN A STUDENT'S PROGRAM: it can read and write what you can\n"
            .utf8))
    #endif
    guard findings.allSatisfy(\.isContained) || trust else {
      throw GradingProblem(
        "grade: a wall around students' programs is open, see above\n  "
          + "cure: grade on Linux 5.13 or later, install bubblewrap, or say --trust where the "
          + "machine holds nothing that matters")
    }
    return containment
  }
}

extension Grader.Pick: ExpressibleByArgument {}

/// Which walls stand around students' programs.
enum Walls: String, ExpressibleByArgument, CaseIterable {
  case all, locks, box

  var containment: Containment {
    switch self {
    case .all: Containment(locks: true, box: true)
    case .locks: Containment(locks: true, box: false)
    case .box: Containment(locks: false, box: true)
    }
  }
}

extension Shard: ExpressibleByArgument {
  /// A part as the command line has it: `2/5`.
  public init?(argument: String) { self.init(argument) }
}
