import ArgumentParser
import Exercises
import Foundation
import Judge
import Synchronization

/// `course watch`: checks an exercise at each save.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks an exercise each time you save it.",
    discussion: """
      Keys: n next exercise, h hint, l list, c check again, x reset, q quit. A save of another \
      exercise's file goes to that one.
      """)

  @Argument(help: "The exercise to begin with (1.3).") var id: String?

  func run() throws {
    let session = try CourseSession()
    guard let first = try id.map(exercise) ?? session.next() else {
      return print(session.console.green("all are solved"))
    }
    var watcher = Watcher(session: session, current: first)
    try watcher.run()
  }
}

/// Polls all files every 150 ms. Reading their state costs less than a millisecond, and works on
/// mounted folders, in containers and with editors that save by renaming, where file-system events
/// do not.
private struct Watcher {
  var session: CourseSession
  var current: Exercise
  private var files: WatchedFiles
  private var running: (check: RunningCheck, exercise: Exercise)?
  private let keys = Keyboard()

  init(session: CourseSession, current: Exercise) {
    self.session = session
    self.current = current
    files = WatchedFiles(exercises.map(session.path))
  }

  mutating func run() throws {
    print(session.statement(of: current))
    if keys.isThere { print("\n" + help) }
    start()
    while true {
      if let key = keys.key(milliseconds: 150), try !obey(key) { break }
      for path in files.changes() {
        guard let saved = exercises.first(where: { session.path($0) == path }) else { continue }
        current = saved
        start()
      }
      try report()
    }
    running?.check.cancel()
    keys.restore()
  }

  private var help: String {
    session.console.faint("n next  h hint  l list  c check  x reset  q quit")
  }

  /// Starts a check, and stops one that is still running for an older file.
  private mutating func start() {
    running?.check.cancel()
    // Printed before the verdict, which may take seconds, to show that the save was noticed.
    let time = Date.now.formatted(
      .verbatim(
        "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
        locale: nil, timeZone: .current, calendar: .current))
    print("\n" + session.console.faint("── \(time) checking \(current.id) ──"))
    let exercise = current
    let path = session.path(exercise)
    let judge = Judge(session.workplace)
    running = (
      RunningCheck { cancellation in
        judge.judge(path, exercise, cancellation: cancellation)
      }, exercise
    )
  }

  private mutating func report() throws {
    guard let (check, exercise) = running, let verdict = check.verdict else { return }
    running = nil
    guard verdict.category != .cancelled else { return }
    if verdict.category == .missing {
      return print("this file is not there; waiting for it:\n  \(exercise.stubPath)")
    }
    let text = try session.remember(verdict, of: exercise)
    print(text)
    guard verdict.category == .passed, let next = session.next(after: exercise) else { return }
    print("next: \(next.id) \(next.title)\n  \(next.stubPath)")
    if keys.isThere { print(session.console.faint("press n to continue, or save its file")) }
  }

  /// Performs a key's action; false to stop.
  private mutating func obey(_ key: Character) throws -> Bool {
    switch key {
    case "q", "\u{3}", "\u{4}": return false
    case "n":
      guard let next = session.next(after: current) else {
        print(session.console.green("all are solved"))
        return true
      }
      current = next
      print("\n" + session.statement(of: current))
      start()
    case "h": print("\n" + (try session.hint(current)))
    case "c": start()
    case "l":
      for exercise in exercises where exercise.chapter == current.chapter {
        let mark = session.isSolved(exercise) ? session.console.green("✓") : " "
        print("\(mark) \(exercise.id) \(exercise.title)")
      }
    case "x": print(try session.reset(current))
    case "?": print(help)
    default: break
    }
    return true
  }
}

/// A check on its own thread.
private final class RunningCheck: Sendable {
  private let cancellation = Cancellation()
  private let result = Mutex<Verdict?>(nil)

  init(_ body: @escaping @Sendable (Cancellation) -> Verdict) {
    // A dedicated thread, not one from a queue: the child dies with the thread that started it.
    let thread = Thread { [self] in
      let verdict = body(cancellation)
      result.withLock { $0 = verdict }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  var verdict: Verdict? { result.withLock { $0 } }
  func cancel() { cancellation.cancel() }
}
