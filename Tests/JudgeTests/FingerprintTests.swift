import Exercises
import ExerciseKit
import TestSupport
import Testing

@testable import Judge

/// The answers of wrong solutions, as `course dev record` records them.
@Suite struct RecordedFingerprintTests {
  @Test(arguments: exercises.map(\.id))
  func `no two mistakes of an exercise share a fingerprint`(_ id: String) throws {
    let exercise = try #require(exercises.first { $0.id == id })
    let recorded = Fingerprints(of: exercise, at: try Bench.workplace()).mistakes
    let cases = try exercise.prepare()
    #expect(recorded.count == exercise.mistakes.count)
    for (name, fingerprint) in recorded {
      let alike = recorded.filter { $0.value.matches(fingerprint, cases) }.map(\.key)
      #expect(alike == [name])
    }
  }

  @Test func `what a run ended in is recorded for each crash and each error`() throws {
    for exercise in exercises {
      for (name, fingerprint) in Fingerprints(of: exercise, at: try Bench.workplace()).mistakes
      where [.crashed, .error].contains(fingerprint.category) {
        #expect(!fingerprint.detail.isEmpty, "\(exercise.id) \(name)")
      }
    }
  }
}

extension JudgingTests {
  @Suite struct FingerprintTests {
    private func fingerprint(_ body: String) throws -> Fingerprint {
      try #require(try Bench.verdict(onBody: body, imports: "import Tapestry").fingerprint)
    }

    @Test func `two crashes at one case are told apart by their causes`() throws {
      let cases = try Bench.exercise.prepare()
      let causes = try [
        "return x > 1 ? [x][x] : 2", "let none: Int? = x > 1 ? nil : 2\nreturn none!",
        "return x > 1 ? (Tensor.ones([2]) + Tensor.ones([3])).count : 2",
        "return x > 1 ? (Tensor.ones([2]) + Tensor.ones([4])).count : 2",
        "func deeper(_ n: Int) -> Int { n == 0 ? 0 : deeper(n + 1) + 1 }\n"
          + "return x > 1 ? deeper(x) : 2",
      ].map(fingerprint)
      for (index, cause) in causes.enumerated() {
        #expect(cause.category == .crashed)
        for other in causes[(index + 1)...] { #expect(!cause.matches(other, cases)) }
      }
    }

    @Test func `one mistake written in two ways has one fingerprint`() throws {
      let cases = try Bench.exercise.prepare()
      let first = try fingerprint("let none: Int? = x > 1 ? nil : 2\nreturn none!")
      let second = try fingerprint("let all: [Int?] = [2, nil]\n\nreturn all[min(x, 2) - 1]!")
      #expect(first.matches(second, cases))
    }
  }
}
