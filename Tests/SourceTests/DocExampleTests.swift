import Foundation
import TestSupport
import Testing

/// The examples of doc comments compile, and give the results that they state.
@Suite struct DocExampleTests {
  @Test func `every example of a doc comment compiles and gives what it states`() async throws {
    let examples = try DocExample.all(in: [
      "Tapestry", "Plots", "CourseData", "ArrayFiles", "KerasFiles", "TensorFlowFormats",
      "TensorBoardFiles", "ONNXFiles",
    ])
    #expect(examples.count > 600)
    // In parts, since the compiler would take 8 GB of memory for all at once.
    for start in stride(from: 0, to: examples.count, by: 120) {
      let part = examples[start..<min(start + 120, examples.count)]
      for problem in try await problems(of: Array(part)) { Issue.record("\(problem)") }
    }
  }

  @Test func `the names given to examples are for existing files`() throws {
    let paths = try Self.names().paths
    #expect(paths.count > 10)
    for path in paths {
      let file = SourceTree.package.appendingPathComponent(path).path
      #expect(FileManager.default.fileExists(atPath: file), "there is no \(path)")
    }
  }

  @Test func `wrong values, outputs and errors are found with their lines`() async throws {
    let example = DocExample(
      file: "Sources/A.swift", line: 7,
      lines: [
        "let t = Tensor([1, 2])",
        "t.count  // 3",
        "t.shape  // (2,)",
        "t.rank  // how many axes there are",
        "print(t.rank)",
        "// 2",
        "try Dataset.range(1).makeIterator().getNext()  // throws: there is none",
        "try Dataset.range(0).makeIterator().getNext()  // throws: there is none",
      ])
    #expect(
      try await problems(of: [example]) == [
        "Sources/A.swift:9: t.count is 2, stated is 3",
        "Sources/A.swift:12: print(t.rank) prints\n1\nstated is\n2",
        "Sources/A.swift:14: try Dataset.range(1).makeIterator().getNext() threw nothing",
      ])
  }

  @Test func `an example that does not compile is found with its line`() async throws {
    let example = DocExample(
      file: "Sources/A.swift", line: 1, lines: ["let t = Tensor([1])", "t.sun()"])
    let problems = try await problems(of: [example])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("Sources/A.swift:3:") == true)
    #expect(problems.first?.contains("sun") == true)
  }

  @Test func `an example that stops the program is found with its message`() async throws {
    let example = DocExample(
      file: "Sources/A.swift", line: 1, lines: ["(Tensor([1, 2]) + Tensor([1, 2, 3])).count  // 2"])
    let problems = try await problems(of: [example])
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("Sources/A.swift:2: the example stopped") == true)
    #expect(problems.first?.contains("(3,)") == true)
  }

  @Test func `examples are the Swift blocks of comments, without their margin`() {
    let text = """
      struct S {
        /// Words.
        ///
        /// ```swift
        /// if x {
        ///   f()
        /// }
        /// ```
        ///
        /// ```console
        /// swift run
        /// ```
        func f() {}
      }
      """
    let examples = DocExample.examples(in: text, file: "S.swift")
    #expect(examples.map(\.line) == [4])
    #expect(examples.first?.lines == ["if x {", "  f()", "}"])
  }

  @Test func `an example gets the names that it mentions, those of the longer path first`() {
    let names = DocNames(
      """
      // MARK: Sources
      let a = 1
      let b = a + 1
      // MARK: Sources/Plots
      func a() {
        b
      }
      """)
    #expect(names.declarations(for: "b + c", in: "Sources/A.swift") == "let a = 1\nlet b = a + 1")
    #expect(names.declarations(for: "\"b\"", in: "Sources/A.swift") == "")
    #expect(names.declarations(for: "a()", in: "Sources/PlotsOfOthers/A.swift") == "let a = 1")
    #expect(
      names.declarations(for: "a()", in: "Sources/Plots/A.swift").hasSuffix("func a() {\n  b\n}"))
  }

  @Test(
    arguments: [
      ("3", "3", true), ("0.333", "0.33333334", true), ("0.333", "0.33433334", false),
      ("[1, 2]", "[1.0, 2.0]", true), ("[1, 2]", "[1, 2, 3]", false), ("(2, 3)", "(2, 3)", true),
      ("true", "false", false),
    ])
  func `a stated result is compared by its words and by its numbers as far as digits are given`(
    stated: String, found: String, isEqual: Bool
  ) {
    #expect(DocExample.states(stated, found) == isEqual)
  }

  @Test(
    arguments: [
      ("a\nb", "a \nb", true), ("a\nb", "a\nc", false), ("a", "ab", false),
      ("a\n…\nd", "a\nb\nc\nd", true),
      ("a\n…\nd", "a\nb\nc", false), ("a … c … e", "a b c d e", true),
      ("a … x … e", "a b c d e", false),
    ])
  func `a stated output is compared line by line, but for what an ellipsis stands for`(
    stated: String, found: String, isEqual: Bool
  ) {
    #expect(DocProgram.prints(stated, found) == isEqual)
  }

  private func problems(of examples: [DocExample]) async throws -> [String] {
    try await DocProgram(examples: examples, names: Self.names(), modules: .here()).problems()
  }

  private static func names() throws -> DocNames {
    let file = SourceTree.package.appendingPathComponent("Tests/SourceTests/DocExamples.txt")
    return DocNames(try String(contentsOf: file, encoding: .utf8))
  }
}
