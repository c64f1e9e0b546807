#if os(Linux)
  import ExerciseKit
  import Foundation
  import TestSupport
  import Testing

  @testable import Judge

  @Suite struct TimeLimitTests {
    /// How long a shell's program is waited for that has half a second and never answers.
    private static func wait(for script: String) throws -> Double {
      let child = try Child(program: "/bin/sh", arguments: ["-c", script], environment: [])
      var limit = TimeLimit(seconds: 0.5)
      let start = ContinuousClock.now
      let event = child.ask(Frame(id: 1, kind: .question), within: &limit)
      guard case .timedOut = event else { return 0 }
      return start.duration(to: .now) / .seconds(1)
    }

    @Test func `a program that waits for a processor gets the time that it has not had`() throws {
      // Each of them has a quarter of a processor, or less.
      let count = 4 * ProcessInfo.processInfo.activeProcessorCount
      let seconds = try Self.wait(
        for: "n=1; while [ $n -lt \(count) ]; do (while :; do :; done) & n=$((n+1)); done; "
          + "while :; do :; done")
      #expect(seconds > 1)
    }

    @Test func `a program that sleeps has had its time, one that computes has not`() throws {
      for (script, isWanted) in [("exec sleep 60", false), ("while :; do :; done", true)] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        // Not at once: until it sleeps, it is a program that starts.
        var limit = TimeLimit(seconds: 1000)
        #expect(eventually { limit.extend(for: process.processIdentifier) == isWanted })
      }
    }
  }
#endif
