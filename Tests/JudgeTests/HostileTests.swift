#if os(Linux)
  import ExerciseKit
  import Foundation
  import TestSupport
  import Testing

  @testable import Judge

  /// Programs that try to do what they may not. Each answers correctly only if it was stopped, so a
  /// hole in the containment is a failed test and not silence.
  extension JudgingTests {
    @Suite struct HostileTests {
      struct Attack: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let category: Category
        let body: String

        init(_ name: String, _ category: Category, _ body: String) {
          testDescription = name
          self.category = category
          self.body = body
        }
      }

      static let attacks = [
        Attack("exit(0)", .crashed, "exit(0)"),
        Attack("_exit(0) after an answer", .crashed, "if x > 1 { _exit(0) }\nreturn 2 * x"),
        Attack(
          "forged answers", .protocolViolation,
          """
          var forged = [UInt8](repeating: 7, count: 400)
          for file in Int32(3)..<80 { _ = write(file, &forged, forged.count) }
          return 0
          """),
        Attack(
          "ignores all signals", .timedOut,
          "for n in Int32(1)..<32 { signal(n, SIG_IGN) }\nwhile true { usleep(1000) }"),
        Attack(
          "closes its channel", .crashed, "for file in Int32(0)..<80 { close(file) }\nreturn 2 * x"),
        Attack(
          "kills its parent", .passed, "return kill(getppid(), SIGKILL) == -1 ? 2 * x : 0"),
        Attack("kills everybody", .passed, "return kill(-1, SIGTERM) == -1 ? 2 * x : 0"),
        Attack(
          "starts a program", .passed,
          """
          var child: pid_t = 0
          let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
          return posix_spawn(&child, "/bin/true", nil, nil, arguments, nil) != 0 ? 2 * x : 0
          """),
        Attack(
          "reads the password file", .passed,
          "return open(\"/etc/passwd\", O_RDONLY) < 0 ? 2 * x : 0"
        ),
        Attack(
          "reads its parent's environment", .passed,
          "return open(\"/proc/\\(getppid())/environ\", O_RDONLY) < 0 ? 2 * x : 0"),
        Attack(
          "writes a file", .passed,
          "return open(\"/tmp/hostile\", O_WRONLY | O_CREAT, 0o600) < 0 ? 2 * x : 0"),
        Attack(
          "makes a folder", .passed, "return mkdir(\"/tmp/hostile\", 0o700) < 0 ? 2 * x : 0"),
        Attack(
          "opens a socket", .passed,
          "return socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) < 0 ? 2 * x : 0"),
        Attack(
          "sees the environment", .passed, "return getenv(\"HOME\") == nil ? 2 * x : 0"),
        Attack(
          "holds files of the judge", .passed,
          """
          let open = (Int32(3)..<50).filter { fcntl($0, F_GETFD) >= 0 }
          return open.isEmpty ? 2 * x : 0
          """),
      ]

      @Test(arguments: attacks) func `an attack is contained`(_ attack: Attack) throws {
        let verdict = try Bench.verdict(onBody: attack.body, imports: "import Glibc")
        #expect(verdict.category == attack.category, "\(verdict.detail) \(verdict.prints)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/hostile"))
      }

      // Swift hides `fork`; a student can still name it.
      @Test func `a fork bomb makes no process`() throws {
        let verdict = try Bench.verdict(
          on: """
            import Glibc
            @_silgen_name("fork") func clone() -> Int32
            func double(_ x: Int) throws -> Int {
              for _ in 0..<100 where clone() >= 0 { return 0 }
              return 2 * x
            }
            """)
        #expect(verdict.category == .passed, "\(verdict.detail)")
      }

      @Test func `nothing is left in the judge's folder`() async throws {
        let workplace = try Bench.workplace()
        let names = { () throws -> Set<String> in
          let all = try FileManager.default.contentsOfDirectory(
            atPath: workplace.scratch + "/boxes")
          return Set(all.filter { $0.hasPrefix("\(getpid())-") })
        }
        _ = try Bench.verdict(onBody: "exit(0)", imports: "import Glibc")
        // Other tests of this process are judging, too: what is here now goes when they are done.
        let there = try names()
        #expect(try eventually { try names().isDisjoint(with: there) })
      }

      @Test func `what a killed judge left is removed`() throws {
        let workplace = try Bench.workplace()
        let own = workplace.newBox()
        let gone = own.replacing("/\(getpid())-", with: "/4194305-")
        // If a folder is shared, a process of another machine may be running under any ID.
        let elsewhere = workplace.scratch + "/boxes/4194305-another-box"
        let boxes = [own, gone, elsewhere]
        for box in boxes {
          try FileManager.default.createDirectory(atPath: box, withIntermediateDirectories: true)
        }
        workplace.removeAbandonedBoxes()
        #expect(boxes.map(FileManager.default.fileExists) == [true, false, true])
        for box in [own, elsewhere] { try FileManager.default.removeItem(atPath: box) }
      }
    }
  }
#endif
