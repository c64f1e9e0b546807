import ExerciseKit
import Foundation
import TestSupport
import Testing

@testable import Grading
@testable import Judge

/// What students' copies of the course contain, and what they do not.
@Suite struct ReleaseTests {
  @Test func `a definition is released without its reference and what only that used`() throws {
    let source = """
      import Judge

      extension Exercise {
        static let double = Exercise(
          "1.1", "Double", "Twice", section: "1",
          hints: ["added(x, x) would do"],
          checks: [Check("one") { _ in [Case(small)] }],
          reference: { (x: Int) -> Int in
            added(x, x)
          })
      }

      /// The sum.
      private func added(_ a: Int, _ b: Int) -> Int {
        let sum = plus(a, b)

        return sum
      }

      private func plus(_ a: Int, _ b: Int) -> Int { a + b }

      private let small = 3

      """
    let released = try #require(WithheldDefinition(source)).text
    #expect(released.contains("reference: { (x: Int) -> Int in throw Withheld() })\n}\n"))
    #expect(!released.contains("sum") && !released.contains("plus"))
    #expect(released.contains("private let small = 3") && released.contains("Case(small)"))
    #expect(released.contains("added(x, x) would do"))
    #expect(WithheldDefinition("let chapter1: [Exercise] = [.double]\n") == nil)
  }

  @Test(arguments: 1...6)
  func `each reference of a chapter can be withheld`(_ chapter: Int) throws {
    let folder = Bench.corpus.appendingPathComponent("../../../Sources/Exercises/Chapter\(chapter)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let definitions = try names.filter { $0.hasSuffix(".swift") }.compactMap { name in
      let file = folder.appendingPathComponent(name)
      return WithheldDefinition(try String(contentsOf: file, encoding: .utf8))
    }
    #expect(definitions.count == 10)
  }

  /// What is not private is not removed: it has to be in a folder that is left out as a whole.
  @Test func `what only references share is in the folder that is left out`() throws {
    let root = Bench.corpus.appendingPathComponent("../../../Sources/Exercises").standardizedFileURL
    let all = FileManager.default.enumerator(atPath: root.path)
    let paths = all?.compactMap { $0 as? String } ?? []
    let left = "\(Release.references)/".dropFirst("Sources/Exercises/".count)
    let texts = try paths.filter { $0.hasSuffix(".swift") && !$0.hasPrefix(left) }.sorted().map {
      let source = try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8)
      return (path: $0, text: WithheldDefinition(source)?.text ?? source)
    }
    #expect(texts.count > 60)
    let words = texts.flatMap { $0.text.matches(of: /\w+/).map(\.output) }
    let counts = Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
    for (path, text) in texts {
      for match in text.matches(of: /(?m)^(?:  )?(?:mutating |static )*(?:func|var|let) (\w+)/) {
        // Swift calls it without its name.
        if match.1 == "callAsFunction" { continue }
        #expect(counts[match.1, default: 0] > 1, "\(path): nothing but references uses \(match.1)")
      }
    }
  }

  @Test func `where references are withheld, only the cases that students see have answers`() throws
  {
    let folder = try TemporaryFolder()
    let exercise = Bench.exercise
    try folder.write(
      String(decoding: JSONEncoder().encode(RecordedAnswers(of: exercise)), as: UTF8.self),
      to: "Exercises/\(RecordedAnswers.name(of: exercise))")
    let definition = folder.file("Exercises/Chapter1/Double.swift").path
    let released = Exercise(
      "1.1", "Double", "Twice as much", section: "1", points: 10, difficulty: 1,
      signature: exercise.signature, statement: "", hints: [], mistakes: [],
      checks: exercise.checks,
      reference: { (x: Int) -> Int in throw Withheld(definition) })
    let answers = try released.prepare().map(\.expected)
    #expect(answers.prefix(3) == [[.integer(2)], [.integer(4)], [.integer(6)]])
    #expect(try answers == exercise.prepare().map(\.expected))
    // One submission is graded with what there is; a class is not.
    let judge = try Bench.judge()
    let single = try SingleGrading(Assignment([released]), judge: judge)
    #expect(!single.hasHiddenCases)
    #expect(try SingleGrading(Assignment([exercise]), judge: judge).hasHiddenCases)
    #expect(throws: Withheld.self) {
      try Grader(Assignment([released]), judge: judge, results: folder.file("results").path)
    }
    let problem = #expect(throws: Withheld.self) { try released.prepare(seed: 7) }
    #expect(problem?.description.contains("cure: grade with the course") == true)
    // A copy that was damaged is another matter.
    for (text, words) in [
      ("{", "is damaged"), (#"{"checks":[["x"]]}"#, "is damaged"),
      (#"{"checks":[]}"#, "holds no answer to case 1 of check 1"), (nil, "cannot be read"),
    ] {
      let path = "Exercises/\(RecordedAnswers.name(of: exercise))"
      if let text {
        try folder.write(text, to: path)
      } else {
        try FileManager.default.removeItem(at: folder.file(path))
      }
      let damage = #expect(throws: Workplace.Problem.self) { try released.prepare() }
      let verdict = judge.judge("/nowhere.swift", released)
      #expect(verdict.category == .graderError && verdict.detail.contains(words))
      #expect(damage?.description.contains(words) == true, "\(text ?? "")")
      #expect(damage?.description.contains("1.1.json") == true)
    }
  }
}
