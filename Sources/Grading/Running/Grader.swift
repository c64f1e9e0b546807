import FileAccess
import Foundation
import Judge
import Synchronization

/// Grades a class: each attempt once, several at the same time, whatever was handed in.
///
/// ```swift
/// let grader = try Grader(assignment, judge: judge, results: "results")
/// try grader.grade(Student.all(in: "submissions"), jobs: 2)
/// ```
///
/// A student's code runs only in children of the judge, and submissions are read and judged in
/// processes of their own. This process holds no more of them than the bytes of exercises' files.
public struct Grader: Sendable {
  /// Which of a student's attempts counts.
  public enum Pick: String, Sendable, CaseIterable {
    case latest, best, first
  }

  /// The verdicts on a file for lists of cases. Tests replace it by graders that believe too much,
  /// to show that each would be noticed.
  typealias JudgeFunction =
    @Sendable (_ judge: Judge, _ path: String, Exercise, _ runs: [[PreparedCase]]) -> [Verdict]

  let assignment: Assignment
  var judge: Judge
  let store: RecordStore
  private let judging: JudgeFunction
  private let separate: SeparateJudge?
  /// The seed of hidden cases; nil in a copy for students, which does not know their answers.
  private let seed: UInt64?
  /// The cases that students see and the hidden ones, by exercise.
  private let cases: [String: [[PreparedCase]]]
  private let environmentKey: Digest

  /// A grader that keeps its records in a results folder.
  ///
  /// - Parameters:
  ///   - separate: judges in processes of its own, so that a fault of the judge costs one exercise.
  ///     Without it this process judges, which exercises that no other program has need.
  ///   - asksHidden: whether to ask the hidden cases, too.
  /// - Throws: `GradingProblem` if the folder cannot be written, an exercise has no cases, or the
  ///   macro that it needs cannot be built.
  public init(
    _ assignment: Assignment, judge: Judge, separate: SeparateJudge? = nil, results: String,
    asksHidden: Bool = true
  ) throws {
    try self.init(
      assignment, judge: judge, separate: separate, results: results, asksHidden: asksHidden
    ) { judge, path, exercise, runs in judge.verdicts(path, exercise, runs) }
  }

  init(
    _ assignment: Assignment, judge: Judge, separate: SeparateJudge? = nil, results: String,
    asksHidden: Bool = true, judging: @escaping JudgeFunction
  ) throws {
    self.judging = judging
    self.separate = separate
    self.assignment = assignment
    self.judge = judge
    judge.workplace.removeAbandonedBoxes()
    store = RecordStore(folder: "\(results)/records")
    let seed = try Seed.hidden(assignment.seed, in: results)
    var cases: [String: [[PreparedCase]]] = [:]
    for exercise in assignment.exercises {
      cases[exercise.id] = try exercise.runs(seed: asksHidden ? seed : nil)
    }
    self.cases = cases
    self.seed = asksHidden ? seed : nil
    // The executables contain the engine, the exercises and the limits.
    var key = Digest()
    let programs = [judge.workplace.executable, judge.workplace.runner]
    for path in try programs + judge.workplace.macroFiles(for: assignment.exercises) {
      key.add(part: Digest(of: FileManager.default.contents(atPath: path) ?? Data()).text)
    }
    key.add(part: judge.workplace.compilerVersion)
    key.add(part: asksHidden ? "\(seed)" : "no hidden cases")
    key.add(part: judge.containment.description)
    for item in assignment.items {
      key.add(part: item.exercise.id)
      key.add(part: "\(item.points)")
      // Fingerprints determine which mistake an answer is attributed to.
      let fingerprints = judge.workplace.path(item.exercise.fingerprintsPath)
      key.add(part: Digest(of: FileManager.default.contents(atPath: fingerprints) ?? Data()).text)
    }
    environmentKey = key
  }

  /// Judges what was not judged before, and keeps a record of each attempt.
  ///
  /// - Parameters:
  ///   - jobs: how many attempts to judge at the same time. Results do not depend on it.
  ///   - progress: receives the number of attempts that are done, and whether this one was judged.
  public func grade(
    _ students: [Student], pick: Pick = .latest, jobs: Int = 1,
    progress: @Sendable (_ done: Int, _ of: Int, _ wasJudged: Bool) -> Void = { _, _, _ in }
  ) throws {
    let attempts = students.flatMap { student in
      candidates(student, pick).map { (student: student, index: $0) }
    }
    let next = Mutex(0)
    let done = Mutex(0)
    let problem = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, attempts.count))) { job in
      let process = separate.map(JudgingProcess.init)
      while problem.withLock({ $0 == nil }) {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < attempts.count else { return }
        do {
          let (student, attempt) = attempts[index]
          let wasJudged = try grade(student, attempt, job: job, in: process)
          let count = done.withLock { count in
            count += 1
            return count
          }
          progress(count, attempts.count, wasJudged)
        } catch { problem.withLock { $0 = $0 ?? error } }
      }
    }
    if let problem = problem.withLock({ $0 }) { throw problem }
  }

  /// The record that counts for each student, in their order.
  ///
  /// - Throws: `GradingProblem` if a student has no record.
  public func results(
    _ students: [Student], pick: Pick = .latest, deadlines: Deadlines? = nil
  ) throws(GradingProblem) -> [ClassRow] {
    var rows: [ClassRow] = []
    for student in students {
      var best: ClassRow?
      for index in candidates(student, pick) {
        guard let record = store.record(student, index) else {
          throw GradingProblem(
            "grade: there is no record of \(student.name)\n  "
              + "cure: grade again without --merge; what is there is not judged again")
        }
        let penalty = deadlines?.penalty(of: student.name, submitted: record.submitted) ?? 0
        let row = ClassRow(record: record, penalty: penalty, pageName: student.key)
        if best.map({ $0.total <= row.total }) ?? true { best = row }
      }
      if let best { rows.append(best) }
    }
    return rows
  }

  private func candidates(_ student: Student, _ pick: Pick) -> [Int] {
    switch pick {
    case .latest: [student.attempts.count - 1]
    case .first: [0]
    case .best: Array(student.attempts.indices)
    }
  }

  /// Returns whether the attempt had to be judged.
  private func grade(
    _ student: Student, _ index: Int, job: Int, in process: JudgingProcess?
  ) throws -> Bool {
    let attempt = student.attempts[index]
    let read: (findings: [String: Finding], submitted: Date?)
    do { read = try findings(of: attempt, in: process) } catch {
      let exercises = assignment.items.map { ExerciseRecord($0, .graderError, "\(error)") }
      let record = StudentRecord(
        student: student.name, attempt: attempt.name, submitted: attempt.submitted, key: "",
        exercises: exercises)
      try store.write(record, of: student, index)
      return true
    }
    let (findings, submitted) = read
    var key = environmentKey
    for exercise in assignment.exercises {
      key.add(part: exercise.id)
      switch findings[exercise.id] ?? .missing {
      case .file(let bytes): key.add(part: Digest(of: bytes).text)
      case .missing: key.add(part: "missing")
      case .refused(let reason): key.add(part: "refused \(reason)")
      }
    }
    key.add(part: submitted.map { "\($0.timeIntervalSince1970)" } ?? "")
    if store.record(student, index, key: key.text) != nil { return false }
    let exercises = assignment.items.map { item in
      judged(item, findings[item.exercise.id] ?? .missing, job: job, in: process)
    }
    let record = StudentRecord(
      student: student.name, attempt: attempt.name, submitted: submitted, key: key.text,
      exercises: exercises)
    try store.write(record, of: student, index)
    return true
  }

  /// A process that judges apart from this one, if the grader has a separate judge.
  func judgingProcess() -> JudgingProcess? { separate.map(JudgingProcess.init) }

  /// What a submission holds for each exercise, and when it was handed in.
  ///
  /// - Throws: `GradingProblem` if the process that reads it fails.
  func findings(
    of attempt: Attempt, in process: JudgingProcess?
  ) throws(GradingProblem) -> (findings: [String: Finding], submitted: Date?) {
    guard let process else { return attempt.findings(assignment.exercises) }
    return try process.findings(of: attempt, assignment.exercises)
  }

  func judged(
    _ item: Assignment.Item, _ finding: Finding, job: Int, in process: JudgingProcess?
  ) -> ExerciseRecord {
    let exercise = item.exercise
    switch finding {
    case .missing: return ExerciseRecord(item, .missing, "there is no file for this exercise")
    case .refused(let reason):
      return ExerciseRecord(item, .refused, "the file is rejected: \(reason)")
    // An unchanged file need not be compiled.
    case .file(let bytes) where bytes == Array(exercise.stub.utf8):
      return ExerciseRecord(item, .unsolved, "the file is as it was")
    case .file(let bytes): return judged(item, bytes, job: job, in: process)
    }
  }

  private func judged(
    _ item: Assignment.Item, _ bytes: [UInt8], job: Int, in process: JudgingProcess?
  ) -> ExerciseRecord {
    let exercise = item.exercise
    let folder = judge.workplace.newBox()
    // At the stub's path, so that the compiler's messages name the file as students know it.
    let path = "\(folder)/\(exercise.stubPath)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try WholeFile.makeFolder(for: path)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      return ExerciseRecord(item, .graderError, "its file could not be written: \(error)")
    }
    var judge = judge
    if geteuid() == 0 { judge.containment.user = Self.firstUser + UInt32(job) }
    guard let process else {
      let runs = cases[exercise.id]!
      return ExerciseRecord(item, judging(judge, path, exercise, runs), of: runs)
    }
    let walls = judge.containment
    return process.record(
      item,
      JudgingTask.Assessment(
        exercise: exercise.id, points: item.points, path: path, seed: seed,
        usesLandlock: walls.usesLandlock,
        usesBubblewrap: walls.usesBubblewrap, user: walls.user))
  }

  /// The first of the user ids for jobs, which no system assigns.
  private static let firstUser: UInt32 = 64_700
}

/// The seed of hidden cases.
enum Seed {
  /// The given one, or one that is drawn once for a results folder. It is not in any copy that
  /// students have.
  static func hidden(_ given: UInt64?, in results: String) throws -> UInt64 {
    if let given { return given }
    let path = "\(results)/seed.txt"
    if let seed = read(path) { return seed }
    let seed = UInt64.random(in: 1000...UInt64(Int64.max))
    // Several machines may start at once: one of them succeeds in creating the link, and the others
    // read it.
    let own = "\(path)-\(UUID().uuidString)"
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data("\(seed)\n".utf8), to: own)
    let isFirst = link(own, path) == 0
    let code = errno
    unlink(own)
    if isFirst { return seed }
    if code == EEXIST, let seed = read(path) { return seed }
    let reason =
      code == EEXIST ? "it exists but does not contain a number" : String(cString: strerror(code))
    throw GradingProblem(
      "grade: no seed in \(path): \(reason)\n  "
        + "cure: remove the file, or name a 'seed' in the assignment")
  }

  private static func read(_ path: String) -> UInt64? {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
