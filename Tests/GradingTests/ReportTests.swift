import Foundation
import Judge
import TestSupport
import Testing
import Yams

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Grading

@Suite struct ReportTests {
  private static func row(_ name: String, _ category: Category = .failed) -> ClassRow {
    let item = Assignment([Bench.exercise]).items[0]
    let record = StudentRecord(
      student: name, attempt: "1", submitted: Date(timeIntervalSince1970: 0), key: "k",
      exercises: [ExerciseRecord(item, category, "got <b> & \u{1} \"x\"")])
    return ClassRow(record: record, penalty: 0.25, pageName: "page")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+49", "+49"), ("-2", "-2"), ("-x", "'-x"), ("@sum", "'@sum"),
    ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("\tx", "\"'\tx\""), ("ada", "ada"),
    ("a\r\nb", "\"a\r\nb\""), ("a,\u{301}b", "\"a,\u{301}b\""), ("=\u{301}x", "'=\u{301}x"),
    ("a\"\u{301}", "\"a\"\"\u{301}\""), ("a;=x", "\"a;'=x\""), ("＝x", "'＝x"),
  ])
  func `a cell that a spreadsheet would run is text`(text: String, cell: String) {
    #expect(ClassTable.cell(text) == cell)
  }

  @Test func `the table has one row per student, with all columns`() {
    let text = ClassTable(rows: [Self.row("ada"), Self.row("=cmd()")]).text
    let lines = text.split(separator: "\r\n").map { $0.split(separator: ",") }
    #expect(
      lines[0].joined(separator: " ")
        == "student attempt submitted 1.1 raw penalty total max worst regrade key")
    #expect(lines.map { $0.first } == ["student", "ada", "'=cmd()"])
  }

  @Test func `XML and HTML hold what a student wrote as text`() throws {
    let rows = [Self.row("<script>alert(1)</script>")]
    for text in [
      JUnitReport(rows: rows).text, ClassPages(rows: rows).index,
      ClassPages(rows: rows).page(of: rows[0]),
    ] {
      #expect(!text.contains("<script"))
      #expect(!text.contains("\u{1}"))
    }
    let parser = XMLParser(data: Data(JUnitReport(rows: rows).text.utf8))
    #expect(parser.parse())
  }

  @Test func `an exercise that the grader failed at is not counted`() {
    let record = Self.row("ada", .graderError).record
    #expect(record.most == 0)
    #expect(record.regrade == ["1.1"])
  }

  @Test func `Gradescope and Exercism get what they require`() throws {
    let record = Self.row("ada").record
    let results =
      try JSONSerialization.jsonObject(
        with: RecordStore.snakeCaseEncoder.encode(GradescopeResults(record))) as? [String: Any]
    #expect(results?["score"] as? Double == 0)
    let test = (results?["tests"] as? [[String: Any]])?.first
    #expect(test?["max_score"] as? Double == 10)
    #expect(test?["status"] as? String == "failed")
    let report =
      try JSONSerialization.jsonObject(
        with: RecordStore.snakeCaseEncoder.encode(ExercismReport(record))) as? [String: Any]
    #expect(report?["version"] as? Int == 3)
    #expect(report?["status"] as? String == "error")
    #expect(report?["message"] as? String == "got <b> & \u{1} \"x\"")
  }

  @Test(arguments: [
    ("deadline: soon", "'deadline' is not a time"), ("dead: 1", "unknown key 'dead'"),
    ("percent-a-day: 5", "name no 'deadline'"),
    ("deadline: 2026-11-20T09:00:00Z\npercent-a-day: -1", "'percent-a-day' is -1"),
    ("[1, 2", "not YAML"),
  ])
  func `deadlines that make no sense are named with the cure`(yaml: String, words: String) {
    let error = #expect(throws: GradingProblem.self) { try Deadlines(yaml: yaml) }
    #expect(error?.description.contains(words) == true)
    #expect(error?.description.contains("cure: ") == true)
  }

  @Test func `an assignment chooses exercises and points, 1.10 too`() throws {
    let ten = Exercise(
      "1.10", "Ten", "Ten", section: "1", points: 5, difficulty: 1, signature: "", statement: "",
      hints: [], mistakes: [], checks: [], reference: { (x: Int) -> Int in x })
    let assignment = try Assignment(
      yaml: "exercises: [1.10]\npoints:\n  1.10: 30\nseed: 7\n", of: [Bench.exercise, ten])
    #expect(assignment.items.map(\.exercise.id) == ["1.10"])
    #expect(assignment.items.map(\.points) == [30])
    #expect(assignment.seed == 7)
    #expect(throws: GradingProblem.self) {
      try Assignment(yaml: "exercises: [1.11]", of: [Bench.exercise, ten])
    }
  }

  @Test func `the files that the page for instructors shows are read`() throws {
    let page = try String(
      contentsOf: Bench.corpus.appendingPathComponent("../../../Chapters/INSTRUCTORS.md"),
      encoding: .utf8)
    let blocks = page.matches(of: /(?s)```yaml\n(.*?)```/).map { String($0.output.1) }
    let all = ["1.3", "1.7", "1.10", "5.6"].map { id in
      Exercise(
        id, "Name", "Name", section: "1", points: 5, difficulty: 1, signature: "", statement: "",
        hints: [], mistakes: [], checks: [], reference: { (x: Int) -> Int in x })
    }
    let assignment = try Assignment(yaml: blocks[0], of: all)
    #expect(assignment.items.map(\.points) == [5, 5, 5, 30])
    #expect(try Deadlines(yaml: blocks[1]).percentADay == 10)
  }

  @Test func `the workflow for GitHub Classroom takes what it checks from the course's tag`() throws
  {
    let page = try String(
      contentsOf: Bench.corpus.appendingPathComponent("../../../Chapters/INSTRUCTORS.md"),
      encoding: .utf8)
    let block = try #require(page.matches(of: /(?s)```yaml\n(.*?)```/).last?.output.1)
    let workflow = try #require(load(yaml: String(block)) as? [AnyHashable: Any])
    let jobs = try #require(workflow["jobs"] as? [String: [String: Any]])
    let steps = try #require(jobs["grade"]?["steps"] as? [[String: Any]])
    let checkouts = steps.compactMap { $0["with"] as? [String: String] }
    #expect(checkouts.map { $0["path"] } == ["submission", "course"])
    #expect(checkouts[0]["repository"] == nil)
    #expect(checkouts[1]["repository"] != nil && checkouts[1]["ref"] != nil)
    let commands = steps.filter { $0["run"] != nil }
    #expect(commands.last?["working-directory"] as? String == "course")
    #expect((commands.last?["run"] as? String)?.contains("grade-one ../submission") == true)
  }

  @Test func `the time left is estimated from what was judged`() {
    #expect(
      ProgressLine.text(done: 10, of: 30, judged: 10, seconds: 20) == "10 of 30 attempts, 40 s left"
    )
    #expect(
      ProgressLine.text(done: 10, of: 100, judged: 10, seconds: 20)
        == "10 of 100 attempts, 3 min left")
    #expect(ProgressLine.text(done: 10, of: 30, judged: 0, seconds: 1) == "10 of 30 attempts")
  }
}
