import CSandbox
import ExerciseKit
import Foundation

/// Judges submissions of exercises: compiles one file, asks a child process one question after
/// another, and compares.
///
/// ```swift
/// let judge = Judge(try Workplace())
/// let verdict = judge.judge(file, exercise, try exercise.prepare())
/// ```
///
/// Right answers, comparison and verdict stay in this process. The child knows a question only when
/// it is asked, and its exit code, output and claims count for nothing, so there is nothing to
/// forge.
public struct Judge: Sendable {
  /// Where it works.
  public let workplace: Workplace
  /// A shorter time for all cases, for solutions that are known never to end.
  public var mostSeconds: Double?

  /// How long a solution may take to load; none of its code has to run before its function is
  /// called.
  var secondsToLoad = 10.0

  /// The containment of the solutions that it runs.
  public var containment = Containment.standard

  /// A judge at a workplace.
  public init(_ workplace: Workplace) { self.workplace = workplace }

  /// Judges the file at an absolute path, on the cases that students see.
  public func judge(
    _ path: String, _ exercise: Exercise, cancellation: Cancellation? = nil
  ) -> Verdict {
    do { return judge(path, exercise, try exercise.prepare(), cancellation: cancellation) } catch {
      return Verdict(.graderError, "\(error)")
    }
  }

  /// Judges the file at an absolute path, compiled with others if it needs some.
  public func judge(
    _ path: String, _ exercise: Exercise, _ cases: [PreparedCase], beside others: [String] = [],
    cancellation: Cancellation? = nil
  ) -> Verdict {
    guard !cases.isEmpty else { return Verdict(.graderError, "the exercise has no cases") }
    switch build(path, exercise, others, cancellation) {
    case .refused(let verdict): return verdict
    case .built(let library): return judge(library, path, exercise, cases, cancellation)
    }
  }

  /// Judges a file on several lists of cases: it is compiled once, and each list has its own child.
  /// No list is run after a verdict that is enough.
  public func judge(
    _ path: String, _ exercise: Exercise, runs: [[PreparedCase]],
    until isEnough: (Verdict) -> Bool = { _ in false }
  ) -> [Verdict] {
    switch build(path, exercise, [], nil) {
    case .refused(let verdict): return runs.map { _ in verdict }
    case .built(let library):
      var verdicts: [Verdict] = []
      for cases in runs {
        verdicts.append(judge(library, path, exercise, cases, nil))
        if isEnough(verdicts.last!) { break }
      }
      return verdicts
    }
  }

  /// A thousand times as many bytes as any exercise needs. The judge's copies of an answer, as
  /// numbers and as text, take up to fifty times as much memory.
  private static let longestAnswer = 4 << 20

  /// How long the runner may take until it is locked in. No student's code runs before that, and on
  /// a busy machine it may take much longer than the usual moment.
  private static let secondsToStart = 60.0

  private enum Built {
    case built(Library)
    case refused(Verdict)
  }

  private func build(
    _ path: String, _ exercise: Exercise, _ others: [String], _ cancellation: Cancellation?
  ) -> Built {
    do { return .built(try library(path, exercise, others, cancellation)) } catch {
      return .refused(verdict(on: error, path, exercise))
    }
  }

  /// The solution uses a name that its exercise forbids.
  private struct Unwanted: Error {
    let line: Int
    let name: String
  }

  private struct Missing: Error {}

  private func library(
    _ path: String, _ exercise: Exercise, _ others: [String], _ cancellation: Cancellation?
  ) throws -> Library {
    guard FileManager.default.fileExists(atPath: path) else { throw Missing() }
    let source = try SourceText(path: path)
    if let (line, name) = source.line(using: exercise.without) {
      throw Unwanted(line: line, name: name)
    }
    return try workplace.compile(
      [path] + others, for: exercise, isBoxed: containment.usesBubblewrap,
      cancellation: cancellation)
  }

  private func verdict(on error: any Error, _ path: String, _ exercise: Exercise) -> Verdict {
    switch error {
    case is Missing: return Verdict(.missing)
    case let unwanted as Unwanted:
      var verdict = Verdict(
        .didNotCompile, "exercise \(exercise.id) builds this itself: do without '\(unwanted.name)'")
      verdict.line = unwanted.line
      return verdict
    case let refusal as SourceText.Refusal: return Verdict(.refused, refusal.reason)
    case CompileFailure.diagnostics(let text):
      // An editor may have removed the file while the compiler was starting.
      guard FileManager.default.fileExists(atPath: path) else { return Verdict(.missing) }
      return notCompiled(text, path)
    case CompileFailure.timedOut:
      return Verdict(
        .didNotCompile, "the compiler was stopped after 20 s: is the file that complicated?")
    case CompileFailure.cancelled: return Verdict(.cancelled)
    case CompileFailure.judge(let reason): return Verdict(.graderError, reason)
    default: return Verdict(.graderError, "\(error)")
    }
  }

  /// The compiler's messages as a verdict, with the line that they name in the student's file.
  private func notCompiled(_ text: String, _ path: String) -> Verdict {
    var verdict = Verdict(.didNotCompile, text)
    let name = (path as NSString).lastPathComponent
    if let found = text.range(of: "/\(name):"),
      let line = Int(text[found.upperBound...].prefix { $0.isNumber })
    {
      verdict.line = line
    }
    return verdict
  }

  private func start(_ library: String, _ seconds: Double, _ cancellation: Cancellation?) throws
    -> Child
  {
    let limits = sandbox_limits(
      memory_bytes: 1 << 30, processor_seconds: UInt64(seconds) + 4, file_bytes: 16 << 20,
      open_files: 64, user: containment.usesBubblewrap ? containment.user : 0)
    let readable = [
      library, "/usr", "/lib", "/lib64", "\(workplace.toolchain)/lib", "/etc/ld.so.cache",
      "/etc/alternatives", "/proc/self/maps",
    ]
    let command = containment.usesLandlock ? RunnerInterface.locked : RunnerInterface.boxed
    var program = workplace.runner
    var arguments = [command] + readable
    if containment.usesBubblewrap, let box = Workplace.bubblewrap {
      arguments = workplace.runBox(reading: readable) + [program] + arguments
      program = box
    }
    return try Child(
      program: program, arguments: arguments, environment: workplace.runEnvironment, folder: "/",
      limits: limits, longestAnswer: Self.longestAnswer, cancellation: cancellation)
  }

  private func judge(
    _ library: Library, _ path: String, _ exercise: Exercise, _ cases: [PreparedCase],
    _ cancellation: Cancellation?
  ) -> Verdict {
    let seconds = min(exercise.seconds, mostSeconds ?? .infinity)
    let child: Child
    do { child = try start(library.path, seconds, cancellation) } catch {
      return Verdict(.graderError, "\(error)")
    }
    var judgment = Judgment(exercise: exercise, cases: cases)
    guard case .frame = readiness(child, Self.secondsToStart) else {
      if cancellation?.isCancelled == true { return Verdict(.cancelled) }
      child.drainToEnd(seconds: 1)
      child.end()
      // None of the student's code has run.
      let report = CrashReport(child.output.text, library: library.path)
      return Verdict(
        .graderError,
        "the program that runs solutions did not start: \(report.failure ?? report.prints)")
    }
    var event = readiness(child, secondsToLoad)
    let isLoaded = if case .frame = event { true } else { false }
    var limit = TimeLimit(seconds: seconds)
    loop: for index in cases.indices {
      if case .frame = event {
        let question = Frame(
          id: .random(in: .min ... .max), kind: .question,
          contents: Datum.list(cases[index].arguments).bytes)
        event = child.ask(question, within: &limit)
      }
      switch event {
      case .frame(let frame): if !judgment.take(frame, at: index) { break loop }
      case .ended: judgment.stop(.crashed, at: index)
      case .timedOut:
        child.reportCalls()
        judgment.stop(.timedOut, at: index)
      case .tooMuchOutput: judgment.stop(.tooMuchOutput, at: index)
      case .violation: judgment.stop(.protocolViolation, at: index)
      case .cancelled: return Verdict(.cancelled)
      }
      if judgment.ending != nil { break }
    }
    waitForPrints(child, judgment.ending)
    return finish(judgment, child, library, path, seconds, isLoaded: isLoaded)
  }

  /// The event after the child is asked whether it is ready: a frame if it is.
  private func readiness(_ child: Child, _ seconds: Double) -> Child.Event {
    let question = Frame(id: .random(in: .min ... .max), kind: .ready)
    let event = child.ask(question, until: .now + .seconds(seconds))
    if case .frame(let frame) = event, frame.kind != .ready { return .violation }
    return event
  }

  /// A crashed child may still be writing where it crashed; one that answered everything is done.
  private func waitForPrints(_ child: Child, _ ending: Category?) {
    if ending == .crashed { child.drainToEnd(seconds: 1) }
    child.end()
  }

  private func finish(
    _ judgment: Judgment, _ child: Child, _ library: Library, _ path: String, _ seconds: Double,
    isLoaded: Bool
  ) -> Verdict {
    let report = CrashReport(child.output.text, library: library.path)
    if !isLoaded, let reason = report.failure {
      if let name = Self.missingSymbol(in: reason) {
        return Verdict(.didNotCompile, "it uses '\(name)', which neither it nor the engine has")
      }
      return Verdict(.didNotCompile, "it cannot be loaded: \(reason)")
    }
    var judgment = judgment
    if judgment.ending == .crashed {
      let (category, cause) = cause(of: child, report, seconds)
      judgment.explain(category, cause)
    }
    var verdict = judgment.verdict(workplace)
    verdict.prints = report.prints
    switch verdict.category {
    case .crashed, .outOfMemory:
      verdict.line = workplace.line(of: report.offsets, in: library.path, file: path)
    case .timedOut:
      verdict.detail =
        isLoaded
        ? "still running after \(seconds.formatted()) s: is there a loop that never ends?"
        : "still loading after \(secondsToLoad.formatted()) s: what runs in the file before its "
          + "function is called?"
      verdict.line = workplace.line(of: report.offsets, in: library.path, file: path)
    case .tooMuchOutput: verdict.detail = "it printed more than 16 MiB"
    case .protocolViolation: verdict.detail = "something other than an answer came back"
    default: break
    }
    return verdict
  }

  /// The undefined function or variable in a message of the system's loader, in Linux's form or
  /// either of macOS's.
  static func missingSymbol(in reason: String) -> String? {
    if let found = reason.firstMatch(of: /undefined symbol: ([^\s,]+)/) { return "\(found.1)" }
    // On macOS, C symbols have a leading underscore.
    let pattern = /[Ss]ymbol not found(?: in flat namespace)?:? '?_?([^\s']+)/
    return reason.firstMatch(of: pattern).map { "\($0.1)" }
  }

  /// Why a child ended before its answer: what Swift's runtime or the engine said, or the signal.
  private func cause(of child: Child, _ report: CrashReport, _ seconds: Double) -> (
    Category, String
  ) {
    let output = child.output.text
    let signal = containment.usesBubblewrap ? child.signalInBox : child.signal
    if output.contains("Fatal error: failed to allocate")
      || output.contains("malloc: ") && signal == SIGABRT
    {
      return (.outOfMemory, "it took more than 1 GiB")
    }
    // Several threads use up the processor time before the wall-clock time is over, or while they
    // wait for a processor. How much a program in a box used is unknown once it is gone.
    if signal == SIGKILL || signal == SIGXCPU,
      child.processorSeconds > seconds || child.isOverdue
    {
      return (.timedOut, "")
    }
    return (.crashed, report.message ?? child.endInWords(signal: signal))
  }
}
