import Foundation
import TestSupport
import Testing

@testable import CourseKit

// A chapter ends its process and redirects its standard output, so these tests run it in a process
// of its own.

private struct Dot: ChapterFigure {
  var fails = false
  func write(to path: String) throws {
    try Data("half".utf8).write(to: URL(fileURLWithPath: path))
    if fails { throw StreamError(description: "the disk is full") }
  }
  var dataText: String { "dot 1 2\n" }
}

private func chapter(missing: [String] = []) -> Chapter {
  Chapter(
    9, "Testing", numbers: ["001.reduce_sum_int"] + missing, except: [:],
    sections: [
      Section("first", "1. First") { page in
        print("text of the first")
        page.note("note of the first")
        page.check("001.reduce_sum_int", 36)
      },
      Section("second", "2. Second", continues: true) { page in
        print("text of the second")
        page.check("001.multiply", [15, 18, 9])
      },
      Section("third", "3. Third") { _ in print("text of the third") },
    ])
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Test func `a chapter prints its sections and a table, and ends with 0`() async throws {
  let result = try #require(
    await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) { chapter().main(["--verdicts"]) })
  let output = text(result.standardOutputContent)
  #expect(output.contains("1. First\n========\ntext of the first\n\n2. Second\n"))
  let log = text(result.standardErrorContent)
  #expect(log.contains("chapter9: note of the first\n"))
  #expect(log.contains("001.reduce_sum_int  36           36           exact\n"))
  #expect(log.contains("2 exact, 0 within tolerance, 0 in band, 0 OUTSIDE, 0 MISSING"))
}

@Test func `without --verdicts a chapter that is as promised says so in one line`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      chapter().main([])
    })
  let log = text(result.standardErrorContent)
  #expect(!log.contains("001.reduce_sum_int"))
  #expect(log.contains("chapter9: 2 numbers of the documents: 2 exact"))
}

@Test func `with --quiet only what went wrong is printed`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      chapter().main(["--quiet"])
    })
  #expect(!text(result.standardErrorContent).contains("chapter9: "))
  let failing = try #require(
    await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      chapter(missing: ["001.rand_init"]).main(["--quiet"])
    })
  let log = text(failing.standardErrorContent)
  #expect(log.contains("MISSING: never checked") && log.contains("0 OUTSIDE, 1 MISSING"))
  #expect(!log.contains("note of the first") && !log.contains("next:"))
}

@Test func `the last lines are wrapped to the width of the terminal`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      setenv("COLUMNS", "60", 1)
      chapter().main([])
    })
  #expect(
    text(result.standardErrorContent).contains(
      """
      chapter9: 2 numbers of the documents: 2 exact, 0 within
        tolerance, 0 in band, 0 OUTSIDE, 0 MISSING

      """))
}

@Test func `a section without numbers prints no count`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      chapter().main(["--section", "third"])
    })
  #expect(!text(result.standardErrorContent).contains("numbers of the documents"))
}

@Test func `a section that continues none runs without those before it`() async {
  await #expect(processExitsWith: .success) {
    Chapter(
      9, "Testing",
      sections: [
        Section("a", "1. A") { _ in throw StreamError(description: "ran") },
        Section("b", "2. B") { _ in }, Section("c", "3. C", continues: true) { _ in },
      ]
    ).main(["--section", "3"])
  }
}

@Test func `a chapter's last lines say what comes next`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      Chapter(3, "Testing", sections: [Section("a", "1. A") { _ in }]).main([])
    })
  #expect(
    text(result.standardErrorContent).hasSuffix(
      "chapter3: next: swift run chapter4, or swift run course for the exercises\n"))
}

@Test func `a folder that is not a folder is noticed before the work starts`() async throws {
  let result = try #require(
    await #expect(
      processExitsWith: .exitCode(1), observing: [\.standardOutputContent, \.standardErrorContent]
    ) { chapter().main(["--figures", "/dev/null/x"]) })
  #expect(!text(result.standardOutputContent).contains("text of the first"))
  #expect(
    text(result.standardErrorContent).contains(
      "figures cannot be written to /dev/null/x: /dev/null is not a directory\n"
        + "  cure: pass --figures DIR with a folder"))
}

@Test
func `a section is shown alone, the one that it continues runs silently and later ones do not`()
  async throws
{
  let result = try #require(
    await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) { chapter().main(["--section", "second", "--verdicts"]) })
  let output = text(result.standardOutputContent)
  #expect(output.contains("2. Second\n=========\ntext of the second\n\n"))
  #expect(!output.contains("first") && !output.contains("third"))
  let log = text(result.standardErrorContent)
  #expect(log.contains("001.multiply") && !log.contains("001.reduce_sum_int"))
  #expect(!log.contains("note of the first"))
}

@Test func `sections after the shown one do not run`() async {
  await #expect(processExitsWith: .success) {
    Chapter(
      9, "Testing",
      sections: [
        Section("a", "A") { _ in },
        Section("b", "B") { _ in throw StreamError(description: "ran") },
      ]
    ).main(["--section", "a"])
  }
}

@Test func `a promised number that is never checked is missing and ends with 1`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      chapter(missing: ["001.rand_init"]).main([])
    })
  #expect(text(result.standardErrorContent).contains("MISSING: never checked"))
  #expect(text(result.standardErrorContent).contains("0 OUTSIDE, 1 MISSING"))
}

@Test func `with --section nothing is missing`() async {
  await #expect(processExitsWith: .success) {
    chapter(missing: ["001.rand_init"]).main(["--section", "second"])
  }
}

@Test func `a number outside ends with 1`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      Chapter(
        9, "Testing",
        sections: [Section("a", "A") { $0.check("001.reduce_sum_int", 37) }]
      ).main([])
    })
  #expect(text(result.standardErrorContent).contains("OUTSIDE: differs by 1, tolerance 0"))
}

@Test func `wrong arguments end with 64`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
      chapter().main(["--section", "frist"])
    })
  #expect(text(result.standardErrorContent).contains("Did you mean 'first'?"))
}

@Test func `an error of a section ends with 1 and names the section`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
      Chapter(
        9, "Testing",
        sections: [
          Section("a", "A") { _ in throw StreamError(description: "no such luck") },
          Section("b", "B", continues: true) { _ in },
        ]
      ).main(["--section", "b"])
    })
  #expect(text(result.standardErrorContent).contains("section 'a' stopped: no such luck"))
}

@Test func `a seed reaches the sections`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      Chapter(9, "Testing", sections: [Section("a", "A") { print("seed \($0.seed)") }])
        .main(["--seed", "11"])
    })
  #expect(text(result.standardOutputContent).contains("seed 11\n"))
}

@Test func `an id that no document has traps and suggests one`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Chapter(9, "T", sections: [Section("a", "A") { $0.check("001.reduce_sum_itn", 36) }])
        .main([])
    })
  #expect(text(result.standardErrorContent).contains("did you mean '001.reduce_sum_int'?"))
}

@Test func `a prefix that matches no number traps`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Chapter(9, "T", numbers: ["005."], sections: [])
    })
  #expect(text(result.standardErrorContent).contains("'005.' matches no number"))
}

@Test func `an exception that matches nothing traps`() async throws {
  await #expect(processExitsWith: .failure) {
    _ = Chapter(9, "T", numbers: ["001."], except: ["003.sizes": "chapter 2"], sections: [])
  }
}

@Test func `two sections with the same name trap`() async throws {
  await #expect(processExitsWith: .failure) {
    _ = Chapter(9, "T", sections: [Section("a", "A") { _ in }, Section("a", "B") { _ in }])
  }
}

@Test func `a figure and its data are written to folders made when missing`() throws {
  let folder = try TemporaryFolder()
  let figures = FigureFolder(
    .all(folder.url.appendingPathComponent("new/figures")),
    data: folder.url.appendingPathComponent("data"))
  figures.claim("dot")
  try figures.write("dot", Dot())
  #expect(figures.report == ["figures written to \(folder.url.path)/new/figures: dot"])
  #expect(try folder.read("new/figures/dot.png") == "half")
  #expect(try folder.read("data/dot.txt") == "dot 1 2\n")
  #expect(try folder.names(in: "new/figures") == ["dot.png"])
}

@Test func `a figure that fails halfway leaves the old one and nothing else`() throws {
  let folder = try TemporaryFolder()
  try folder.write("old", to: "dot.png")
  let figures = FigureFolder(.all(folder.url), data: nil)
  let error = #expect(throws: FigureWritingError.self) {
    try figures.write("dot", Dot(fails: true))
  }
  #expect(error?.description.contains("the disk is full\n  cure: pass --figures DIR") == true)
  #expect(try folder.names() == ["dot.png"])
  #expect(try folder.read("dot.png") == "old")
}

@Test func `an image is written again only if its figure differs from what is recorded`()
  throws
{
  let folder = try TemporaryFolder()
  try folder.write("old", to: "dot.png")
  let destination = FigureFolder.Destination.changed(
    folder.url, since: Golden(folder: folder.url, record: .never))
  for (recorded, picture) in [("dot 1 2\n", "old"), ("dot 1 3\n", "half")] {
    try folder.write(recorded, to: "figures/dot.txt")
    let figures = FigureFolder(destination, data: nil)
    try figures.write("dot", Dot())
    #expect(try folder.read("dot.png") == picture)
  }
}

@Test func `an image of measured numbers is written if it is missing, and later on request`()
  throws
{
  let folder = try TemporaryFolder()
  let recordings = Golden(folder: folder.url, record: .never)
  let figures = FigureFolder(.changed(folder.url, since: recordings), data: nil)
  figures.claim("dot")
  try figures.write("dot", Dot(), isMeasured: true)
  #expect(try folder.read("dot.png") == "half")
  try folder.write("old", to: "dot.png")
  try figures.write("dot", Dot(), isMeasured: true)
  #expect(try folder.read("dot.png") == "old")
  #expect(figures.report.contains { $0.contains("only with --redraw") && $0.hasSuffix(": dot") })
  try FigureFolder(.all(folder.url), data: nil).write("dot", Dot(), isMeasured: true)
  #expect(try folder.read("dot.png") == "half")
}

@Test func `outside the package no folder is made, and the report says so`() throws {
  let figures = FigureFolder(.nowhere, data: nil)
  figures.claim("dot")
  try figures.write("dot", Dot())
  #expect(figures.report.first?.contains("they need --figures DIR") == true)
}

@Test func `a folder that can be made is not a problem before the work starts, and is not made`()
  throws
{
  let folder = try TemporaryFolder()
  let figures = FigureFolder(.all(folder.url.appendingPathComponent("a/b")), data: nil)
  try figures.checkWritable()
  #expect(try folder.names().isEmpty)
}

@Test func `a folder below a file is a problem, and the cure names its option`() throws {
  let folder = try TemporaryFolder()
  let figures = FigureFolder(.all(folder.url), data: URL(fileURLWithPath: "/dev/null/x"))
  let problem = #expect(throws: FolderProblem.self) { try figures.checkWritable() }
  #expect(
    problem?.description.contains("/dev/null is not a directory\n  cure: pass --figure-data DIR")
      == true)
}

@Test func `a measured figure is drawn, and its data do not contain its numbers`() throws {
  let folder = try TemporaryFolder()
  let page = Page(
    seed: 1, chapter: "chapter9", folder: FigureFolder(.all(folder.url), data: folder.url),
    isShown: true)
  try page.measuredFigure("dot", Dot())
  #expect(try folder.read("dot.png") == "half")
  #expect(try folder.read("dot.txt") == "measured: the numbers differ from run to run\n")
}

@Test(arguments: ["first", "second"])
func `figures of silent sections are not written`(section: String) throws {
  let folder = try TemporaryFolder()
  let page = Page(
    seed: 1, chapter: "chapter9", folder: FigureFolder(.all(folder.url), data: nil),
    isShown: section == "second")
  try page.figure("dot", Dot())
  #expect(try folder.names() == (section == "second" ? ["dot.png"] : []))
}

@Test func `a name that is taken or cannot be a file's traps`() async {
  await #expect(processExitsWith: .failure) {
    FigureFolder(.nowhere, data: nil).claim("a/b")
  }
  await #expect(processExitsWith: .failure) {
    let figures = FigureFolder(.nowhere, data: nil)
    figures.claim("a")
    figures.claim("a")
  }
}
