import ExerciseKit
import Foundation
import Judge

/// Tests the walls around students' programs before any student's program runs: tiny hostile
/// programs try to break each of them.
///
/// A limit that is requested but not set is worse than none, since it is relied upon.
public struct SelfTest: Sendable {
  /// One wall, and whether it held.
  public struct Finding: Sendable, Equatable {
    /// What was tried.
    public let attempt: String
    /// How it ended.
    public let outcome: String
    /// Whether the wall held.
    public let isContained: Bool
  }

  private let judge: Judge

  /// A test of a judge's containment.
  public init(_ judge: Judge) { self.judge = judge }

  /// Tests each wall.
  public func findings() -> [Finding] { findings(Self.names) }

  /// Whether nothing can be judged at all, whatever the walls.
  static func isUseless(_ findings: [Finding]) -> Bool {
    findings.contains { $0.attempt == probes[0].words && !$0.isContained }
  }

  /// A test of some of the walls.
  ///
  /// - Parameter seconds: the time that a probe has. On a busy machine it may not get as far as the
  ///   wall: what only the clock stopped is tried once more, with 20 seconds.
  func findings(_ names: [String], seconds: Double = 1) -> [Finding] {
    let folder = judge.workplace.newBox()
    let path = "\(folder)/01-Probe.swift"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let probes = Self.probes.filter { names.contains($0.name) }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Self.program.write(toFile: path, atomically: true, encoding: .utf8)
      var findings = try findings(of: probes, path, seconds: seconds)
      let late = findings.indices.filter {
        !findings[$0].isContained && findings[$0].outcome == Category.timedOut.rawValue
      }
      if !late.isEmpty {
        let again = try self.findings(of: late.map { probes[$0] }, path, seconds: 20)
        for (index, finding) in zip(late, again) { findings[index] = finding }
      }
      return findings
    } catch {
      // An empty list of findings would be taken for walls that hold.
      return [Finding(attempt: "to begin", outcome: "\(error)", isContained: false)]
    }
  }

  private func findings(
    of probes: [Probe], _ path: String, seconds: Double
  ) throws -> [Finding] {
    let secrets = ["Package.swift", "Tests/ExerciseTests/Answers"].map(judge.workplace.path)
    let runs = try probes.map { probe in
      let isReading = probe.name == "read"
      let name = ([probe.name] + (isReading ? secrets : [])).joined(separator: "\n")
      return try Self.exercise(probe: name, seconds: seconds).prepare()
    }
    var judge = judge
    if geteuid() == 0 { judge.containment.user = 64_600 }
    let verdicts = judge.judge(path, Self.exercise(probe: "", seconds: seconds), runs: runs)
    return zip(probes, verdicts).map { probe, verdict in
      let isContained = probe.expected.contains(verdict.category)
      // If a right answer fails, the reason shows what to repair; it is not a wall.
      let isExplained =
        probe.name == "nothing" && !isContained && verdict.category != .timedOut
      let reason = isExplained ? ": \(verdict.detail.prefix(600))" : ""
      return Finding(
        attempt: probe.words, outcome: verdict.category.rawValue + reason, isContained: isContained)
    }
  }

  private struct Probe {
    let name: String
    let words: String
    let expected: Set<Category>
  }

  /// A probe that is blocked answers 0, which is the right answer; one that succeeds answers 1.
  private static let probes = [
    Probe(name: "nothing", words: "a right answer", expected: [.passed]),
    Probe(name: "loop", words: "to run forever", expected: [.timedOut]),
    Probe(
      name: "memory", words: "to take all memory", expected: [.outOfMemory, .crashed, .timedOut]),
    Probe(name: "uncounted", words: "to take memory that no limit counts", expected: [.passed]),
    Probe(name: "print", words: "to print without end", expected: [.tooMuchOutput, .timedOut]),
    Probe(name: "exit", words: "to end with success", expected: [.crashed]),
    Probe(name: "read", words: "to read the package and /etc/passwd", expected: [.passed]),
    Probe(name: "write", words: "to write a file", expected: [.passed]),
    Probe(name: "connect", words: "to open a connection", expected: [.passed]),
    Probe(name: "signal", words: "to stop the judge", expected: [.passed]),
    Probe(name: "fork", words: "to start a hundred processes", expected: [.passed, .crashed]),
  ]

  static let names = probes.map(\.name)

  private static func exercise(probe: String, seconds: Double) -> Exercise {
    Exercise(
      "1.1", "Probe", "A probe", section: "1", points: 0, difficulty: 1,
      signature: "func probe(_ name: String) throws -> Int", statement: "", hints: [],
      seconds: seconds, mistakes: [], checks: [Check("a probe") { _ in [Case(probe)] }],
      reference: { (_: String) -> Int in 0 })
  }

  private static let program = #"""
    import Glibc

    func probe(_ name: String) throws -> Int {
      let words = name.split(separator: "\n").map(String.init)
      switch words[0] {
      case "loop": while true {}
      case "memory":
        var blocks: [[Int]] = []
        while true { blocks.append(Array(repeating: blocks.count + 1, count: 1 << 20)) }
      case "uncounted":
        typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
        guard let create = dlsym(nil, "memfd_create") else { return 0 }
        return unsafeBitCast(create, to: Create.self)("probe", 0) >= 0 ? 1 : 0
      case "print": while true { print(String(repeating: "out", count: 1000)) }
      case "exit": exit(0)
      case "read":
        for path in ["/etc/passwd", "/etc/shadow", "/root"] + words.dropFirst() {
          if open(path, O_RDONLY) >= 0 { return 1 }
        }
        return 0
      case "write":
        for path in ["/var/tmp/probe", "/etc/probe", "/home/probe", "/root/probe"] {
          if open(path, O_WRONLY | O_CREAT, 0o600) >= 0 { return 1 }
        }
        return 0
      case "connect":
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { return 0 }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(22).bigEndian
        address.sin_addr.s_addr = UInt32(0x0808_0808).bigEndian
        let result = withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
          }
        }
        return result == 0 ? 1 : 0
      case "signal":
        // In a box the parent is not one of the judge's processes.
        _ = kill(getppid(), 9)
        return 0
      case "fork":
        typealias Fork = @convention(c) () -> Int32
        let fork = unsafeBitCast(dlsym(nil, "fork"), to: Fork.self)
        var made = 0
        for _ in 0..<100 {
          let child = fork()
          if child == 0 { while true { sleep(1) } }
          if child > 0 { made += 1 }
        }
        return made < 90 ? 0 : 1
      default: return 0
      }
    }
    """#
}
