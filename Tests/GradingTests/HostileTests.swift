import Foundation
import Judge
import TestSupport
import Testing

@testable import Grading

/// Programs that try to crash, stop, fool or rob the grader.
@Suite(.serialized) struct HostileTests {
  struct Program: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    var testDescription: String { name }

    /// The categories in which it may end under a containment, from its first lines.
    func ends(_ containment: Containment) -> [String] {
      let layer = containment.usesBubblewrap ? "box" : "locks"
      for line in source.split(separator: "\n").prefix(2) {
        for start in ["// ends as: ", "// \(layer): "] where line.hasPrefix(start) {
          return line.dropFirst(start.count).split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
          }
        }
      }
      return []
    }
  }

  static let programs: [Program] = {
    let folder = Bench.corpus.appendingPathComponent("Hostile")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { name in
      let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return Program(name: String(name.dropLast(4)), source: text ?? "")
    }
  }()

  @Test func `each hostile program ends in the category meant for it and leaves nothing`() throws {
    #expect(Self.programs.count > 40)
    for containment in Bench.containments {
      let folder = try TemporaryFolder()
      for program in Self.programs {
        try folder.write(program.source, to: "class/\(program.name)/\(Bench.path)")
      }
      let rows = try Bench.grade(
        folder.file("class"), into: folder.file("results"), containment: containment)
      for program in Self.programs {
        let ended = rows[program.name]?.record.exercises.first?.category.rawValue ?? "no row"
        #expect(
          program.ends(containment).contains(ended), "\(program.name), \(containment)")
        #expect(rows[program.name]?.total == 0, "\(program.name), \(containment)")
      }
      let folders = [
        "", "/tmp", "/var/tmp", "/dev/shm", "/etc", "/run", "/usr", "/root", "/home", "/srv",
      ]
      for folder in folders {
        // The names that the programs try to write.
        for name in ["tapestry-was-here", "full-of-ones", "system"] {
          #expect(access("\(folder)/\(name)", F_OK) != 0, "\(folder)/\(name) was left")
        }
      }
      // Other tests judge at the same time: what runs now ends when they are done.
      let running = Self.children()
      #expect(eventually { Self.children().isDisjoint(with: running) }, "\(containment)")
    }
  }

  @Test func `the walls are proved, and one that is open is found`() throws {
    let findings = SelfTest(try Bench.judge()).findings()
    #expect(findings.count == 11)
    #expect(findings.filter { !$0.isContained } == [])
    // Limits alone do not prevent reading. The other probes are not run without walls.
    let limits = SelfTest(try Bench.judge(Containment(usesLandlock: false, usesBubblewrap: false)))
    #expect(limits.findings(["read"]).map(\.isContained) == [false])
  }

  @Test func `a machine too busy for the probes is not taken for an open wall`() throws {
    // No program answers within no time, and each has time enough the second time.
    let findings = SelfTest(try Bench.judge()).findings(["nothing", "read"], seconds: 0)
    #expect(findings.map(\.isContained) == [true, true])
  }

  /// Processes that still run a student's library.
  private static func children() -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return Set(
      names.filter { name in
        guard Int(name) != nil,
          let line = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8)
        else { return false }
        return line.contains("/runner") && line.contains("exercise.so")
      })
  }
}
