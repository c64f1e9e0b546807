import Foundation
import Judge

/// The program that reads and judges apart from the one that grades a class.
///
/// Laws of exercises and comparisons meet answers that nobody has foreseen, and a C library unpacks
/// archives. If one of them crashes, only this process ends, which costs one exercise or one
/// submission, but not the class.
public struct SeparateJudge: Sendable {
  let workplace: Workplace
  let program: String
  let arguments: [String]
  /// A shorter time for a task, for tests of judges that never end.
  var mostSeconds: Double?

  /// A program that calls `serve`, the running one if none is named.
  public init(_ workplace: Workplace, program: String? = nil, arguments: [String]) {
    self.workplace = workplace
    self.program = program ?? workplace.executable
    self.arguments = arguments
  }

  /// The process's side: performs one task after the other, until there are no more.
  public static func serve(_ exercises: [Exercise], at workplace: Workplace) {
    var cases: [String: [[PreparedCase]]] = [:]
    Worker.serve { bytes in
      do {
        switch try JSONDecoder().decode(JudgingTask.self, from: Data(bytes)) {
        case .read(let task): return Array(try JSONEncoder().encode(task.findings(exercises)))
        case .judge(let task):
          return Array(try JSONEncoder().encode(task.record(exercises, workplace, &cases)))
        }
      } catch {
        // Not a result, so the grader reports that the fault was the judge's.
        return Array("\(error)".utf8)
      }
    }
  }
}

/// What a separate judge is asked to do.
enum JudgingTask: Codable {
  case read(Reading)
  case judge(Assessment)

  /// A submission to be read.
  struct Reading: Codable {
    var path: String
    var submitted: Date?
    var exercises: [String]

    fileprivate func findings(_ all: [Exercise]) -> Findings {
      let chosen = all.filter { exercises.contains($0.id) }
      return Findings(Attempt(path: path, name: "", submitted: submitted).findings(chosen))
    }
  }

  /// What a submission holds, in the form in which it is sent.
  struct Findings: Codable {
    var files: [String: Data] = [:]
    var refusals: [String: String] = [:]
    var submitted: Date?

    fileprivate init(_ read: (findings: [String: Finding], submitted: Date?)) {
      submitted = read.submitted
      for (id, finding) in read.findings {
        switch finding {
        case .file(let bytes): files[id] = Data(bytes)
        case .refused(let reason): refusals[id] = reason
        case .missing: break
        }
      }
    }

    fileprivate var findings: [String: Finding] {
      files.mapValues { .file([UInt8]($0)) }.merging(refusals.mapValues { .refused($0) }) { $1 }
    }
  }

  /// A file to be judged.
  struct Assessment: Codable {
    var exercise: String
    var points: Double
    var path: String
    /// The seed of hidden cases; nil to ask none.
    var seed: UInt64?
    var usesLandlock: Bool
    var usesBubblewrap: Bool
    var user: UInt32

    /// The record of the file; cases are made once.
    fileprivate func record(
      _ exercises: [Exercise], _ workplace: Workplace, _ cases: inout [String: [[PreparedCase]]]
    ) throws -> ExerciseRecord {
      guard let exercise = exercises.first(where: { $0.id == self.exercise }) else {
        throw GradingProblem("the program that judges has no exercise \(self.exercise)")
      }
      let key = "\(exercise.id) \(seed.map { "\($0)" } ?? "")"
      let runs = try cases[key] ?? exercise.runs(seed: seed)
      cases[key] = runs
      var judge = Judge(workplace)
      judge.containment = Containment(usesLandlock: usesLandlock, usesBubblewrap: usesBubblewrap)
      judge.containment.user = user
      let item = Assignment.Item(exercise: exercise, points: points)
      return ExerciseRecord(item, judge.verdicts(path, exercise, runs), of: runs)
    }
  }
}

/// A process that reads and judges for one job of a grader, one task after the other.
final class JudgingProcess {
  private let separate: SeparateJudge
  private var worker: Worker?

  init(_ separate: SeparateJudge) { self.separate = separate }

  /// What a submission holds for each exercise, and when it was handed in.
  ///
  /// - Throws: `GradingProblem` if the process fails at it.
  func findings(
    of attempt: Attempt, _ exercises: [Exercise]
  ) throws(GradingProblem) -> (findings: [String: Finding], submitted: Date?) {
    let task = JudgingTask.Reading(
      path: attempt.path, submitted: attempt.submitted, exercises: exercises.map(\.id))
    let found: JudgingTask.Findings = try result(of: .read(task), seconds: Self.secondsToRead)
    return (found.findings, found.submitted)
  }

  /// The record of a file; a grader error if the process fails at it.
  func record(_ item: Assignment.Item, _ task: JudgingTask.Assessment) -> ExerciseRecord {
    do throws(GradingProblem) {
      return try result(of: .judge(task), seconds: Self.seconds(for: item.exercise))
    } catch { return ExerciseRecord(item, .graderError, error.description) }
  }

  private func result<Result: Decodable>(
    of task: JudgingTask, seconds: Double
  ) throws(GradingProblem) -> Result {
    let seconds = separate.mostSeconds ?? seconds
    var cause = ""
    // A second time in a new process: the first may have crashed because of an earlier task, or
    // have been killed by the system.
    attempts: for _ in 0..<2 {
      do {
        let bytes = try JSONEncoder().encode(task)
        let worker = try self.worker ?? separate.start()
        self.worker = worker
        switch worker.run(Array(bytes), seconds: seconds) {
        case .done(let answer):
          if let result = try? JSONDecoder().decode(Result.self, from: Data(answer)) {
            return result
          }
          cause = String(decoding: answer, as: UTF8.self)
          break attempts
        case .died(let reason): cause = reason
        case .timedOut:
          cause = "it did not come to an end in \(Int(seconds)) s"
          end()
          break attempts
        }
      } catch { cause = "\(error)" }
      end()
    }
    throw GradingProblem("the judge itself failed here, which is not your fault: \(cause)")
  }

  private func end() {
    worker = nil
    separate.workplace.removeAbandonedBoxes()
  }

  /// Longer than the largest accepted archive takes.
  private static let secondsToRead = 120.0

  /// Longer than all of its parts may take together: compiling, and two runs on a busy machine.
  private static func seconds(for exercise: Exercise) -> Double {
    240 + 2 * (90 + TimeLimit.maximumSlowdown * exercise.seconds)
  }
}

extension SeparateJudge {
  fileprivate func start() throws -> Worker {
    try Worker(workplace, program: program, arguments: arguments)
  }
}
