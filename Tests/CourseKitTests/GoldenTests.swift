import Foundation
import TestSupport
import Testing

@testable import CourseKit

/// The failure of a comparison, or nil.
private func failure(
  _ folder: TemporaryFolder, _ name: String, _ text: String, record: RecordPolicy = .never
) -> String? {
  do {
    try Golden(folder: folder.url, record: record).check(name, text)
    return nil
  } catch {
    return "\(error)"
  }
}

@Test func `an equal text passes`() throws {
  let folder = try TemporaryFolder()
  try folder.write("loss 0.5\n", to: "a.txt")
  #expect(failure(folder, "a.txt", "loss 0.5\n") == nil)
}

@Test func `without a rule the smallest difference fails and shows line, expected and got`() throws
{
  let folder = try TemporaryFolder()
  try folder.write("heading\nloss 0.50\nend\n", to: "a.txt")
  let text = try #require(failure(folder, "a.txt", "heading\nloss 0.51\nend\n"))
  #expect(text.contains("line 2 expected: loss 0.50\n  line 2 got:      loss 0.51\n"))
  #expect(text.contains("numbers up to 0.01 apart, and no rule allows a difference"))
  #expect(!text.contains("heading"))
}

@Test func `a rule lets numbers of its lines differ by its tolerance`() throws {
  let folder = try TemporaryFolder()
  try folder.write("loss 0.500 w 0.500\n", to: "a.txt")
  try folder.write(
    #"[{"line": "^loss", "absolute": 0.01, "why": "float32"}]"#, to: "a.tolerances.json")
  #expect(failure(folder, "a.txt", "loss 0.505 w 0.495\n") == nil)
  let text = try #require(failure(folder, "a.txt", "loss 0.505 w 0.520\n"))
  #expect(text.contains("0.500 is now 0.520: 0.02 apart, 0.01 allowed by /^loss/"))
}

@Test func `a relative tolerance grows with the recorded number`() throws {
  let folder = try TemporaryFolder()
  try folder.write("1000.0\n1.0\n", to: "a.txt")
  try folder.write(
    #"[{"line": ".", "relative": 1e-3, "why": "float32"}]"#, to: "a.tolerances.json")
  #expect(failure(folder, "a.txt", "1000.9\n1.0009\n") == nil)
  #expect(failure(folder, "a.txt", "1000.9\n1.9\n") != nil)
}

@Test(arguments: [
  ("loss 0.5 good", "loss 0.5 bad"),  // a word
  ("step 10: 0.5", "step 11: 0.5"),  // a count
  ("float32 0.5", "float64 0.5"),  // digits of a word
  ("loss 0.5", "loss nan"),
  ("loss 0.5", "loss 0.5 0.5"),
  ("loss 0.5", "loss -0.5"),
])
func `a rule allows differences only between decimal numbers`(recorded: String, new: String) {
  let rule = ToleranceRule(line: ".", absolute: 0.9, why: "test")
  #expect(!agrees(GoldenLine(recorded), GoldenLine(new), rule: rule))
}

@Test(arguments: [
  ("[ 0.5  1.  ]", "[0.50000001 1.        ]"), ("loss 1e-05", "loss 1.1e-05"),
  ("x=-.5,", "x=-.51,"),
  ("0.", "-0."),
])
func `under a rule columns may be wider and digits more`(recorded: String, new: String) {
  let rule = ToleranceRule(line: ".", absolute: 0.02, why: "test")
  #expect(agrees(GoldenLine(recorded), GoldenLine(new), rule: rule))
}

@Test func `an extra line is shown as one line`() throws {
  let folder = try TemporaryFolder()
  try folder.write("a\nb\nc\n", to: "a.txt")
  let text = try #require(failure(folder, "a.txt", "a\nb\nx\nc\n"))
  #expect(text.contains("  line 3 got:      x\n"))
  #expect(!text.contains("expected:"))
}

@Test func `a long difference is abbreviated`() throws {
  let folder = try TemporaryFolder()
  let lines = (0..<100).map { "line \($0)\nsame\n" }.joined()
  try folder.write(lines, to: "a.txt")
  let new = lines.replacingOccurrences(of: "line", with: "row")
  let text = try #require(failure(folder, "a.txt", new))
  #expect(text.contains("and 92 more differences"))
  #expect(text.split(separator: "\n").count < 40)
}

@Test func `texts that differ in very many lines are not aligned, only abbreviated`() throws {
  let folder = try TemporaryFolder()
  try folder.write("same\n" + String(repeating: "a\n", count: 2000), to: "a.txt")
  let text = try #require(
    failure(folder, "a.txt", "same\n" + String(repeating: "b\n", count: 3000)))
  #expect(text.contains("  line 2 expected: a\n") && text.contains("  line 2 got:      b\n"))
  #expect(text.contains("and 1994 more lines") && text.contains("and 2994 more lines"))
}

@Test func `a folder's tolerances hold for every text in it, a text's own come first`() throws {
  let folder = try TemporaryFolder()
  try folder.write("1.0\n", to: "figures/a.txt")
  try folder.write("1.0\n", to: "figures/b.txt")
  try folder.write(
    #"[{"line": ".", "absolute": 0.1, "why": "all"}]"#, to: "figures/tolerances.json")
  try folder.write(
    #"[{"line": ".", "absolute": 0.001, "why": "a"}]"#, to: "figures/a.tolerances.json")
  #expect(failure(folder, "figures/b.txt", "1.05\n") == nil)
  #expect(failure(folder, "figures/a.txt", "1.05\n") != nil)
}

@Test(arguments: [
  (#"[{"line": "nowhere", "absolute": 1, "why": "x"}]"#, "match no line: /nowhere/"),
  (#"[{"line": "(", "absolute": 1, "why": "x"}]"#, "is not a regular expression"),
  (#"[{"line": ".", "absolute": 1, "why": ""}]"#, "needs a positive"),
  (#"[{"line": ".", "why": "x"}]"#, "needs a positive"),
  (#"[{"line": "."}]"#, "cannot be read"),
  ("nonsense", "cannot be read"),
])
func `a wrong tolerance file is an error`(tolerances: String, message: String) throws {
  let folder = try TemporaryFolder()
  try folder.write("1.0\n", to: "a.txt")
  try folder.write(tolerances, to: "a.tolerances.json")
  let text = try #require(failure(folder, "a.txt", "1.0\n"))
  #expect(text.contains(message))
}

@Test func `a text that is not recorded fails and names the cure`() throws {
  let folder = try TemporaryFolder()
  let text = try #require(failure(folder, "a.txt", "new\n"))
  #expect(text.contains("a.txt is not recorded") && text.contains("RECORD=missing"))
  #expect(try folder.names().isEmpty)
}

@Test(arguments: [RecordPolicy.missing, .failed, .all])
func `recording a missing text fails once`(policy: RecordPolicy) throws {
  let folder = try TemporaryFolder()
  let text = try #require(failure(folder, "deep/a.txt", "new\n", record: policy))
  #expect(text.contains("was recorded"))
  #expect(try folder.read("deep/a.txt") == "new\n")
  #expect(failure(folder, "deep/a.txt", "new\n") == nil)
}

@Test(arguments: [(RecordPolicy.never, false), (.missing, false), (.failed, true), (.all, true)])
func `a differing text is recorded only on request`(policy: RecordPolicy, writes: Bool) throws {
  let folder = try TemporaryFolder()
  try folder.write("old\n", to: "a.txt")
  #expect(failure(folder, "a.txt", "new\n", record: policy) != nil)
  #expect(try folder.read("a.txt") == (writes ? "new\n" : "old\n"))
}

@Test func `an equal text is recorded again only with all`() throws {
  let folder = try TemporaryFolder()
  try folder.write("same\n", to: "a.txt")
  #expect(failure(folder, "a.txt", "same\n", record: .failed) == nil)
  #expect(failure(folder, "a.txt", "same\n", record: .all) != nil)
}

@Test func `the environment chooses the policy, and CI forbids recording`() throws {
  #expect(try RecordPolicy(environment: [:]) == .never)
  #expect(try RecordPolicy(environment: ["RECORD": ""]) == .never)
  #expect(try RecordPolicy(environment: ["RECORD": "failed"]) == .failed)
  #expect(try RecordPolicy(environment: ["RECORD": "all", "CI": "false"]) == .all)
  #expect(try RecordPolicy(environment: ["RECORD": "all", "CI": "true"]) == .never)
  #expect(throws: GoldenFailure.self) { try RecordPolicy(environment: ["RECORD": "yes"]) }
  #expect(throws: GoldenFailure.self) { try RecordPolicy(environment: ["RECORD": "never"]) }
}
