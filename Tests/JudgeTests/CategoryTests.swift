import ExerciseKit
import Foundation
import TestSupport
import Testing

@testable import Judge

/// All tests that run solutions, one at a time: they share the judge's folder and the machine.
@Suite(.serialized) enum JudgingTests {}

extension JudgingTests {
  @Suite struct CategoryTests {
    struct Submission: CustomTestStringConvertible, Sendable {
      let testDescription: String
      let category: Category
      let body: String
      var detail = ""

      init(_ name: String, _ category: Category, _ body: String, detail: String = "") {
        testDescription = name
        self.category = category
        self.body = body
        self.detail = detail
      }
    }

    static let careless = [
      Submission("right", .passed, "2 * x"),
      Submission("wrong", .failed, "x + 2"),
      Submission("stub", .unsolved, "throw Unsolved()"),
      Submission("stub that cannot throw", .unsolved, "unsolved()"),
      Submission(
        "throws", .error, "struct Odd: Error {}; throw Odd()", detail: "Odd()"),
      Submission(
        "index out of range", .crashed, "return [x][x]", detail: "Index out of range"),
      Submission("calls itself", .crashed, "return try double(x + 1) + 1"),
      Submission(
        "never ends", .timedOut, "var n = x\nwhile n != 0 { n = n % 7 + 1 }\nreturn n",
        detail: "still running after 2 s"),
      Submission("does not compile", .didNotCompile, "return \"two\"", detail: "error:"),
      Submission(
        "takes all memory", .outOfMemory,
        "var all: [[Int]] = []\nwhile true { all.append([Int](repeating: x, count: 1_000_000)) }"),
      Submission(
        "prints without end", .tooMuchOutput,
        "let line = String(repeating: \"x\", count: 9999)\nwhile true { print(line) }"),
      Submission(
        "uses what it should build", .didNotCompile, "func shifted() {}\nreturn x << 1",
        detail: "do without 'shifted'"),
    ]

    @Test(arguments: careless) func `a careless submission ends in its category`(
      _ submission: Submission
    ) throws {
      let verdict = try Bench.verdict(onBody: submission.body, imports: "import ExerciseKit")
      #expect(verdict.category == submission.category)
      #expect(submission.detail.isEmpty || verdict.detail.contains(submission.detail))
    }

    @Test func `a file that runs while it is loaded is not mistaken for a loop`() throws {
      var judge = Judge(try Bench.workplace())
      judge.secondsToLoad = 1
      let verdict = try Bench.verdict(
        on: """
          import Glibc

          @section(".init_array") @used
          private let early: @convention(c) () -> Void = { while true { sleep(1) } }

          func double(_ x: Int) throws -> Int { 2 * x }
          """, judge: judge)
      #expect(verdict.category == .timedOut)
      #expect(verdict.detail.hasPrefix("still loading after 1 s"))
    }

    @Test(arguments: [
      ("/b/exercise.so: undefined symbol: nowhere", "nowhere"),
      ("symbol lookup error: /b/e.so: undefined symbol: nowhere, version X", "nowhere"),
      ("dlopen(/b/e.so, 0x0002): Symbol not found: _nowhere\n  Referenced from: /b", "nowhere"),
      ("dlopen(/b/e.so, 0x0002): symbol not found in flat namespace '_nowhere'", "nowhere"),
      ("/b/exercise.so: invalid ELF header", nil),
    ])
    func `an undefined name in a solution is found in the loader's message`(
      _ reason: String, _ name: String?
    ) {
      #expect(Judge.missingSymbol(in: reason) == name)
    }

    @Test func `a file that is not there is missing`() throws {
      let verdict = Judge(try Bench.workplace()).judge(
        "/nowhere/01-Double.swift", Bench.exercise, try Bench.exercise.prepare())
      #expect(verdict.category == .missing)
    }

    @Test func `files that are not text are refused in words`() throws {
      let folder = try TemporaryFolder()
      let path = folder.file("01-Double.swift").path
      let cases: [(Data, String)] = [
        (Data([0xff, 0xfe, 0x41, 0]), "UTF-16"), (Data([0x41, 0xe9, 0x0a]), "not UTF-8"),
        (Data([0x41, 0]), "NUL"), (Data(repeating: 0x20, count: 70_000), "70000 bytes"),
      ]
      for (bytes, words) in cases {
        try bytes.write(to: URL(fileURLWithPath: path))
        let verdict = Judge(try Bench.workplace()).judge(
          path, Bench.exercise, try Bench.exercise.prepare())
        #expect(verdict.category == .refused)
        #expect(verdict.detail.contains(words))
      }
    }

    @Test func `a message of the engine is shown in full and is not a print`() throws {
      let verdict = try Bench.verdict(
        onBody: "return (Tensor.ones([2, 5]) + Tensor.ones([2])).count", imports: "import Tapestry")
      #expect(verdict.category == .crashed)
      #expect(
        verdict.detail.hasPrefix(
          """
          +: shapes (2, 5) and (2,) do not broadcast:
              2 5
                2
                ^
            cure: make the marked dimensions equal
          """))
      #expect(verdict.prints.isEmpty)
    }

    @Test func `a crash names the line of the student's file`() throws {
      let verdict = try Bench.verdict(onBody: "let numbers = [x]\nreturn numbers[5]")
      #expect(verdict.line == 4)
    }

    @Test(arguments: [
      ("var n = x\nwhile n != 0 {\nn = n % 7 + 1\n}\nreturn n", 4...5), ("while true {}", 3...3),
    ])
    func `an infinite loop names the line that was running`(
      _ body: String, _ lines: ClosedRange<Int>
    ) throws {
      let verdict = try Bench.verdict(onBody: body)
      #expect(verdict.line.map { lines.contains($0) } == true)
    }

    @Test func `printed output is kept apart from the verdict`() throws {
      let verdict = try Bench.verdict(onBody: "print(\"passed 10/10\")\nreturn 0")
      #expect(verdict.category == .failed)
      #expect(verdict.prints.hasPrefix("passed 10/10"))
    }

    @Test func `the smallest wrong case is shown with its first difference`() throws {
      let verdict = try Bench.verdict(onBody: "return x > 1 ? 0 : 2")
      #expect(verdict.shown?.arguments == [.integer(2)])
      #expect(verdict.shown?.difference?.text == "0, expected 4")
      #expect(verdict.checks.map(\.right) == [1, 0])
    }
  }
}
