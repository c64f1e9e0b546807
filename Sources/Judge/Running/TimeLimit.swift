import Foundation

/// When a program's time is over.
///
/// Wall-clock time includes the time that other programs used the processors: on a busy machine, or
/// with half a core in a container, a right solution would run out of time that it never had. So a
/// program that is ready to run when its time is over gets the time that it has not had yet. One
/// that sleeps then is not waiting for a processor, and has had all of its time.
package struct TimeLimit {
  private let seconds: Double
  /// The latest end, however busy the machine is.
  private let latest: ContinuousClock.Instant
  private(set) var end: ContinuousClock.Instant

  /// How many times its time on an idle machine a program may take.
  package static let maximumSlowdown = 6.0

  /// A limit that begins now.
  init(seconds: Double) {
    self.seconds = seconds
    end = .now + .seconds(seconds)
    latest = .now + .seconds(Self.maximumSlowdown * seconds)
  }

  /// A limit that is the same whatever the program does.
  init(until end: ContinuousClock.Instant) {
    seconds = 0
    self.end = end
    latest = end
  }

  /// Moves the end if a program and those that it started have waited for processors.
  ///
  /// - Returns: whether there is more time.
  mutating func extend(for process: pid_t) -> Bool {
    guard .now < latest else { return false }
    // Between two steps even a busy program can be asleep for a moment.
    for _ in 0..<3 {
      guard let use = ProcessorUse(of: process) else { return false }
      guard use.seconds < seconds else { return false }
      if use.isWanted {
        let missing = max(0.05, seconds - use.seconds)
        end = min(latest, .now + .seconds(missing))
        return true
      }
      usleep(20_000)
    }
    return false
  }
}

/// What a program and those that it started had of the machine's processors.
private struct ProcessorUse {
  /// The time of the thread that ran longest.
  private(set) var seconds = 0.0
  /// Whether a thread runs, or would if a processor were free.
  private(set) var isWanted = false

  /// Asks the system; nil where it does not tell.
  init?(of process: pid_t) {
    #if os(Linux)
      var waiting = [process]
      var count = 0
      // Inside a box the program is the child of a child. No more are examined than it may have.
      while let process = waiting.popLast(), count < 100 {
        let tasks = "/proc/\(process)/task"
        for task in (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? [] {
          count += 1
          add(stat: Self.text("\(tasks)/\(task)/stat"))
          waiting += Self.text("\(tasks)/\(task)/children").split(separator: " ")
            .compactMap { pid_t($0) }
        }
      }
      if count == 0 { return nil }
    #else
      return nil
    #endif
  }

  /// Adds a thread. Its name, which may hold anything, ends with the last bracket.
  private mutating func add(stat: String) {
    guard let end = stat.lastIndex(of: ")") else { return }
    let fields = stat[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13])
    else { return }
    if fields[1] == "R" { isWanted = true }
    seconds = max(seconds, (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
  }

  private static func text(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
