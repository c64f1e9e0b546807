import CourseData
import Foundation
import TestSupport
import Testing

struct CSVTests {
  @Test func `kinds are found, and missing values`() throws {
    let table = try Table(csv: "n,x,t,b\n1,0.5,SGD,True\n2,NaN,,False\n-3,1e-3,Adam,True\n")
    #expect(table["n"].cells == [.integer(1), .integer(2), .integer(-3)])
    #expect(table["x"].cells == [.number(0.5), .missing, .number(0.001)])
    #expect(table["t"].cells == [.text("SGD"), .missing, .text("Adam")])
    #expect(table["b"].cells == [.bool(true), .bool(false), .bool(true)])
  }

  @Test func `a quotation mark with an accent is a quotation mark`() throws {
    let mark = "\u{301}"
    let text = "\"a\"\"\(mark)b\"\n\"\"\"\(mark),\"\n"
    let table = try Table(csv: text)
    #expect(table.columnNames == ["a\"\(mark)b"])
    #expect(table["a\"\(mark)b"].cells == [.text("\"\(mark),")])
    #expect(Array(table.csv().utf8) == Array(text.utf8))
  }

  @Test func `quotes hold commas, quotes and line ends`() throws {
    let table = try Table(csv: "\"a,b\",c\n\"say \"\"x\"\"\",\"two\r\nlines\"\n")
    #expect(table.columnNames == ["a,b", "c"])
    #expect(table["a,b"].cells == [.text("say \"x\"")])
    #expect(table["c"].cells == [.text("two\r\nlines")])
  }

  @Test(arguments: [
    "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2", "\u{FEFF}a,b\n\n1,2\n\n", "\na,b\n 1 , 2 ",
  ])
  func `line ends of all systems, a byte-order mark, empty lines`(text: String) throws {
    let table = try Table(csv: text)
    #expect(table == Table(columns: ["a": [1], "b": [2]]))
  }

  @Test(arguments: ["0x10", "1_000", "nan(1)", "1.5.2", "infinite", "٣", "1e", "--1"])
  func `a value that only looks like a number is a text`(text: String) throws {
    #expect(try Table(csv: "x\n\(text)\n")["x"].cells == [.text(text)])
  }

  @Test(arguments: [
    ("inf", Double.infinity), ("-Infinity", -.infinity), ("+1.5", 1.5), (".5", 0.5),
    ("99999999999999999999", 1e20), ("1e999", .infinity), ("2.", 2),
  ])
  func `numbers in other forms`(text: String, number: Double) throws {
    #expect(try Table(csv: "x\n\(text)\n")["x"].cells == [.number(number)])
  }

  struct Mistake: Sendable, CustomStringConvertible {
    var text: String
    var line: Int
    var column: Int
    var problem: CSVProblem
    var description: String { text }
  }

  @Test(arguments: [
    Mistake(text: "", line: 1, column: 1, problem: .noHeader),
    Mistake(text: "\n\r\n", line: 1, column: 1, problem: .noHeader),
    Mistake(
      text: "a,b\n1,2,3\n", line: 2, column: 5, problem: .fieldCount(found: 3, names: ["a", "b"])),
    Mistake(
      text: "a,b\n1,2\n\n7\n", line: 4, column: 1,
      problem: .fieldCount(found: 1, names: ["a", "b"])),
    Mistake(text: "é,é\n", line: 1, column: 3, problem: .duplicateName("é", names: ["é", "é"])),
    Mistake(text: "a\n\"x\ny", line: 2, column: 1, problem: .unclosedQuote),
    Mistake(text: "a,b\n\"x\ny\"é,1\n", line: 3, column: 3, problem: .textAfterQuote),
  ])
  func `a mistake is named with its line and column`(mistake: Mistake) {
    #expect(
      throws: TableError.malformed(
        source: "CSV text", line: mistake.line, column: mistake.column, mistake.problem)
    ) { try Table(csv: mistake.text) }
  }

  @Test func `messages name the values and the cure`() {
    let error = #expect(throws: TableError.self) { try Table(csv: "a,b\n1,2,3\n") }
    #expect(
      error?.description == """
        CSV text, line 2, column 5: 3 fields for 2 columns (a, b)
          cure: give the line as many fields as the first one has; put fields that hold commas in quotes
        """)
  }

  @Test func `files are written whole, read again, and named in errors`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("table-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("deep/history.csv")
    let table = Table(columns: ["epoch": [1, 2], "loss": [0.1, Double.nan]])
    try table.write(to: file)
    #expect(try Table(contentsOf: file) == table)
    #expect(try String(contentsOf: file, encoding: .utf8) == "epoch,loss\n1,0.1\n2,\n")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path)
    #expect(names == ["history.csv"])

    let below = file.appendingPathComponent("x.csv")
    let writing = #expect(throws: TableError.self) { try table.write(to: below) }
    #expect(writing?.description.contains(below.path) == true)
    let reading = #expect(throws: TableError.self) { try Table(contentsOf: below) }
    #expect(reading?.description.contains("cannot read \(below.path)") == true)
    #expect(throws: TableError.self) { try Table(contentsOf: folder) }

    try Data([0x61, 0x0A, 0xFF, 0x0A]).write(to: file)
    #expect(throws: TableError.malformed(source: file.path, line: 2, column: 1, .notUTF8)) {
      try Table(contentsOf: file)
    }
  }

  @Test func `labels become a separate column`() throws {
    let table = Table(columns: ["g": ["b", "a"], "x": [1, 2]]).groupBy("g").sum()
    #expect(table.csv() == "x\n2\n1\n")
    #expect(table.csv(labels: true) == "g,x\na,2\nb,1\n")
    #expect(
      try Table(csv: Table(columns: ["x": [5]]).csv(labels: true)).columnNames == [
        "Unnamed: 0", "x",
      ])
  }

  @Test func `a row of one missing value is not an empty line`() throws {
    let table = Table(columns: ["x": [1.5, Double.nan]])
    #expect(table.csv() == "x\n1.5\n\"\"\n")
    #expect(try Table(csv: table.csv()) == table)
  }

  @Test func `a byte-order mark in a name belongs to the name`() throws {
    let table = Table(columns: ["\u{FEFF}a": [1], "b": [2]])
    #expect(try Table(csv: table.csv()) == table)
    let marked = try Table(csv: "\u{FEFF}a,b\n1,2\n")
    #expect(marked.columnNames == ["a", "b"])
  }

  @Test func `a table is written through a link and into a device, and not over a read-only file`()
    throws
  {
    let folder = try TemporaryFolder()
    let table = Table(columns: ["x": [1]])
    let (file, link) = (folder.file("file.csv"), folder.file("link.csv"))
    try folder.write("old", to: "file.csv")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    try table.write(to: link)
    #expect(try folder.read("file.csv") == "x\n1\n")
    #expect(try folder.names() == ["file.csv", "link.csv"])
    try table.write(to: URL(fileURLWithPath: "/dev/null"))
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
    let error = #expect(throws: TableError.self) { try table.write(to: link) }
    #expect(error?.description.contains("it is read-only\n  cure: allow writing") == true)
    let missing = #expect(throws: TableError.self) { try Table(contentsOf: folder.file("none")) }
    #expect(missing?.description.contains("there is no such file or folder") == true)
  }
}
