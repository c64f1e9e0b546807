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
/// A student's code runs in children of the judge only. What this process holds of a submission are
/// bytes of files with the names of exercises.
public struct Grader: Sendable {
  /// Which of a student's attempts counts.
  public enum Pick: String, Sendable, CaseIterable {
    case latest, best, first
  }

  /// The verdicts on a file with the cases that students see, and with the hidden ones. Exchanged
  /// in tests, which must see that a grader that believes too much is noticed.
  typealias Judging =
    @Sendable (_ judge: Judge, _ path: String, Exercise, _ runs: [[PreparedCase]]) -> [Verdict]

  let assignment: Assignment
  var judge: Judge
  let store: RecordStore
  private let judging: Judging
  /// The cases that students see and the hidden ones, by exercise; in a copy for students the first.
  private let cases: [String: [[PreparedCase]]]
  private let environmentKey: Digest

  /// A grader that keeps its records in a folder of results.
  ///
  /// - Parameter asksHidden: whether to ask more than the cases that students see.
  /// - Throws: `GradingProblem` if the folder cannot be written, an exercise has no cases, or the
  ///   macro that it needs cannot be built.
  public init(
    _ assignment: Assignment, judge: Judge, results: String, asksHidden: Bool = true
  ) throws {
    try self.init(assignment, judge: judge, results: results, asksHidden: asksHidden) {
      judge, path, exercise, runs in
      // A check counts if it goes well with both: hidden cases cannot save one.
      judge.judge(path, exercise, runs: runs) { !$0.checks.contains(where: \.isPassed) }
    }
  }

  init(
    _ assignment: Assignment, judge: Judge, results: String, asksHidden: Bool = true,
    judging: @escaping Judging
  ) throws {
    self.judging = judging
    self.assignment = assignment
    self.judge = judge
    judge.workplace.removeAbandonedBoxes()
    store = RecordStore(folder: "\(results)/records")
    let seed = try Seed.hidden(assignment.seed, in: results)
    var cases: [String: [[PreparedCase]]] = [:]
    for exercise in assignment.exercises {
      cases[exercise.id] =
        [try exercise.prepare()] + (asksHidden ? [try exercise.prepare(seed: seed)] : [])
    }
    self.cases = cases
    // The executables hold the engine, the exercises and the limits, and were made by the compiler.
    var key = Digest()
    let programs = [judge.workplace.executable, judge.workplace.runner]
    for path in try programs + judge.workplace.macroFiles(for: assignment.exercises) {
      key.add(part: Digest(of: FileManager.default.contents(atPath: path) ?? Data()).text)
    }
    key.add(part: judge.workplace.compilerVersion)
    key.add(part: asksHidden ? "\(seed)" : "no hidden cases")
    key.add(part: judge.containment.words)
    for item in assignment.items {
      key.add(part: item.exercise.id)
      key.add(part: "\(item.points)")
      // They say which mistake an answer comes from.
      let fingerprints = judge.workplace.path(item.exercise.fingerprintsPath)
      key.add(part: Digest(of: FileManager.default.contents(atPath: fingerprints) ?? Data()).text)
    }
    environmentKey = key
  }

  /// Judges what was not judged before, and keeps a record of each attempt.
  ///
  /// - Parameters:
  ///   - jobs: how many attempts at the same time. Results do not depend on it.
  ///   - progress: is told the number of attempts that are done, and whether this one was judged.
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
      while problem.withLock({ $0 == nil }) {
        let index = next.withLock { index in
          defer { index += 1 }
          return index
        }
        guard index < attempts.count else { return }
        do {
          let wasJudged = try grade(attempts[index].student, attempts[index].index, job: job)
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
  /// - Throws: `GradingProblem` that names a student without a record.
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
  private func grade(_ student: Student, _ index: Int, job: Int) throws -> Bool {
    let attempt = student.attempts[index]
    let (findings, submitted) = attempt.findings(assignment.exercises)
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
      judged(item, findings[item.exercise.id] ?? .missing, job: job)
    }
    let record = StudentRecord(
      student: student.name, attempt: attempt.name, submitted: submitted, key: key.text,
      exercises: exercises)
    try store.write(record, of: student, index)
    return true
  }

  func judged(_ item: Assignment.Item, _ finding: Finding, job: Int) -> ExerciseRecord {
    let exercise = item.exercise
    switch finding {
    case .missing: return ExerciseRecord(item, .missing, "there is no file for this exercise")
    case .refused(let reason):
      return ExerciseRecord(item, .refused, "the file is not taken: \(reason)")
    // What nobody has touched need not be compiled.
    case .file(let bytes) where bytes == Array(exercise.stub.utf8):
      return ExerciseRecord(item, .unsolved, "the file is as it was")
    case .file(let bytes): return judged(item, bytes, job: job)
    }
  }

  private func judged(_ item: Assignment.Item, _ bytes: [UInt8], job: Int) -> ExerciseRecord {
    let exercise = item.exercise
    let folder = judge.workplace.newBox()
    // Below a folder of this name, so that the compiler's words name the file as students know it.
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
    let runs = cases[exercise.id]!
    let verdicts = judging(judge, path, exercise, runs)
    let hidden = runs.count == 1 ? verdicts[0] : verdicts.dropFirst().first
    return ExerciseRecord(item, shown: verdicts[0], hidden: hidden)
  }

  /// Users that no system has given away.
  private static let firstUser: UInt32 = 64_700
}

/// The seed of hidden cases.
enum Seed {
  /// The one that is given, or one that is drawn once for a folder of results: it is in no copy
  /// that students have.
  static func hidden(_ given: UInt64?, in results: String) throws -> UInt64 {
    if let given { return given }
    let path = "\(results)/seed.txt"
    if let seed = read(path) { return seed }
    let seed = UInt64.random(in: 1000...UInt64(Int64.max))
    // Several machines may start at once: a link is made by one of them, and the others read it.
    let own = "\(path)-\(UUID().uuidString)"
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data("\(seed)\n".utf8), to: own)
    let isFirst = link(own, path) == 0
    let code = errno
    unlink(own)
    if isFirst { return seed }
    if code == EEXIST, let seed = read(path) { return seed }
    let reason =
      code == EEXIST ? "it is there and holds no number" : String(cString: strerror(code))
    throw GradingProblem(
      "grade: no seed in \(path): \(reason)\n  "
        + "cure: remove the file, or name a 'seed' in the assignment")
  }

  private static func read(_ path: String) -> UInt64? {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
