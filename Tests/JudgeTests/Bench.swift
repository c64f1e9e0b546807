import ExerciseKit
import Foundation
import TestSupport

@testable import Judge

/// An exercise only for the tests, and files that are handed in for it.
enum Bench {
  static let exercise = Exercise(
    "1.1", "Double", "Twice as much", section: "1", points: 10, difficulty: 1,
    signature: "func double(_ x: Int) throws -> Int", without: ["shifted"],
    statement: "Twice the number.", hints: [], seconds: 2, mistakes: [],
    checks: [
      Check("small numbers") { _ in [Case(1), Case(2), Case(3)] },
      Check("large numbers") { random in [Case(random.integer(1000...9999))] },
    ],
    reference: { (x: Int) -> Int in 2 * x })

  /// A workplace around the executable that the build put beside the tests.
  static func workplace() throws -> Workplace {
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map {
      $0.bundleURL.deletingLastPathComponent()
    }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = bundles + [Bundle.main.bundleURL, program]
    let found = folders.map { $0.appendingPathComponent("course").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw Workplace.Problem("no executable 'course' in \(folders.map(\.path))")
    }
    signal(SIGPIPE, SIG_IGN)
    return try Workplace(executable: found)
  }

  /// The verdict on a file with this text.
  static func verdict(
    on source: String, for exercise: Exercise = exercise, judge: Judge? = nil
  ) throws -> Verdict {
    let folder = try TemporaryFolder()
    try folder.write(source, to: "01-Double.swift")
    return try (judge ?? Judge(try workplace())).judge(
      folder.file("01-Double.swift").path, exercise, try exercise.prepare())
  }

  /// The verdict on a function with this body.
  static func verdict(onBody body: String, imports: String = "") throws -> Verdict {
    try verdict(on: "\(imports)\nfunc double(_ x: Int) throws -> Int {\n\(body)\n}\n")
  }
}
