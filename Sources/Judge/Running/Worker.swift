import CSandbox
import ExerciseKit
import Foundation

/// A process of the judge's own that is given one task after the other, and may crash at any of
/// them.
///
/// ```swift
/// let worker = try Worker(workplace, program: "…/course", arguments: ["judge"])
/// switch worker.run(task, seconds: 60) { … }
/// ```
///
/// Its code is trusted but may have faults. A trap ends the whole process, and Swift cannot catch
/// one, so code that may trap is kept apart from the process that must continue.
package final class Worker {
  package enum Event {
    /// The result of the task.
    case done([UInt8])
    /// It is gone, for this reason, and takes no further task.
    case died(String)
    /// It was stopped, and takes no further task.
    case timedOut
  }

  private let child: Child
  private let workplace: Workplace
  private let program: String

  /// Starts a program that calls `serve`.
  ///
  /// - Throws: an error that says why it did not start.
  package init(_ workplace: Workplace, program: String, arguments: [String]) throws {
    self.workplace = workplace
    self.program = program
    // As much as the compiler may use, which it starts and which inherits this limit.
    let limits = sandbox_limits(
      memory_bytes: 4 << 30, processor_seconds: 0, file_bytes: 0, open_files: 0, user: 0)
    var environment = ProcessInfo.processInfo.environment
    // `serve` installs a handler that reports the cause of a crash, and at once.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    child = try Child(
      program: program, arguments: arguments, environment: environment.map { "\($0)=\($1)" },
      limits: limits)
  }

  /// Gives it a task, and waits for the result.
  package func run(_ task: [UInt8], seconds: Double) -> Event {
    let question = Frame(id: .random(in: .min ... .max), kind: .question, contents: task)
    switch child.ask(question, until: .now + .seconds(seconds)) {
    case .frame(let frame): return .done(frame.contents)
    case .timedOut:
      child.end()
      return .timedOut
    default:
      child.drainToEnd(seconds: 1)
      child.end()
      return .died(cause)
    }
  }

  private var cause: String {
    let report = CrashReport(child.output.text, library: program)
    let words = report.message ?? child.endInWords(signal: child.signal)
    return words + (workplace.location(of: report.offsets, in: program).map { " (\($0))" } ?? "")
  }

  /// The process's side: takes tasks from the standard input until there are no more.
  package static func serve(_ answer: (_ task: [UInt8]) -> [UInt8]) {
    let tasks = fcntl(0, F_DUPFD_CLOEXEC, 10)
    let answers = fcntl(1, F_DUPFD_CLOEXEC, 10)
    // Printed output must not be taken for an answer.
    dup2(2, 1)
    let nothing = open("/dev/null", O_RDONLY)
    dup2(nothing, 0)
    close(nothing)
    sandbox_report_crashes(2)
    while let task = Frame.read(from: tasks), task.kind == .question {
      let answer = Frame(id: task.id, kind: .answer, contents: answer(task.contents))
      guard answer.write(to: answers) else { return }
    }
  }
}
