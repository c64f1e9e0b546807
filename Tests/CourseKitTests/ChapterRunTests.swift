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
      Section("second", "2. Second") { page in
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
    ) { chapter().main([]) })
  let output = text(result.standardOutputContent)
  #expect(output.contains("1. First\n========\ntext of the first\n\n2. Second\n"))
  let log = text(result.standardErrorContent)
  #expect(log.contains("chapter9: note of the first\n"))
  #expect(log.contains("001.reduce_sum_int  36           36           exact\n"))
  #expect(log.contains("2 exact, 0 within tolerance, 0 in band, 0 OUTSIDE, 0 MISSING"))
}

@Test func `a section is shown alone, earlier ones run silently and later ones do not`()
  async throws
{
  let result = try #require(
    await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) { chapter().main(["--section", "second"]) })
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
          Section("b", "B") { _ in },
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

@Test func `a prefix that fits no number traps`() async throws {
  let result = try #require(
    await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Chapter(9, "T", numbers: ["005."], sections: [])
    })
  #expect(text(result.standardErrorContent).contains("'005.' fits no number"))
}

@Test func `an exception that excepts nothing traps`() async throws {
  await #expect(processExitsWith: .failure) {
    _ = Chapter(9, "T", numbers: ["001."], except: ["003.sizes": "chapter 2"], sections: [])
  }
}

@Test func `two sections of one name trap`() async throws {
  await #expect(processExitsWith: .failure) {
    _ = Chapter(9, "T", sections: [Section("a", "A") { _ in }, Section("a", "B") { _ in }])
  }
}

@Test func `a figure and its data are written to folders made when missing`() throws {
  let folder = try TemporaryFolder()
  let figures = FigureFolder(
    figures: folder.url.appendingPathComponent("new/figures"),
    data: folder.url.appendingPathComponent("data"))
  let path = try figures.write("dot", Dot())
  #expect(path.hasSuffix("/new/figures/dot.png"))
  #expect(try folder.read("new/figures/dot.png") == "half")
  #expect(try folder.read("data/dot.txt") == "dot 1 2\n")
  #expect(try folder.names(in: "new/figures") == ["dot.png"])
}

@Test func `a figure that fails half way leaves the old one and nothing else`() throws {
  let folder = try TemporaryFolder()
  try folder.write("old", to: "dot.png")
  let figures = FigureFolder(figures: folder.url, data: nil)
  let error = #expect(throws: FigureError.self) { try figures.write("dot", Dot(fails: true)) }
  #expect(error?.description.contains("the disk is full\n  cure: pass --figures DIR") == true)
  #expect(try folder.names() == ["dot.png"])
  #expect(try folder.read("dot.png") == "old")
}

@Test func `a folder below a file cannot be made, and the error says so`() throws {
  let figures = FigureFolder(figures: URL(fileURLWithPath: "/dev/null/x"), data: nil)
  let error = #expect(throws: FigureError.self) { try figures.write("dot", Dot()) }
  #expect(
    error?.description.contains("cannot be written to /dev/null/x/dot.png: Not a directory")
      == true)
}

@Test func `a measured figure is drawn, and its data keep its numbers to themselves`() throws {
  let folder = try TemporaryFolder()
  let page = Page(
    seed: 1, chapter: "chapter9", folder: FigureFolder(figures: folder.url, data: folder.url),
    isShown: true)
  try page.measuredFigure("dot", Dot())
  #expect(try folder.read("dot.png") == "half")
  #expect(try folder.read("dot.txt") == "measured: the numbers are other ones in every run\n")
}

@Test(arguments: ["first", "second"])
func `figures of silent sections are not written`(section: String) throws {
  let folder = try TemporaryFolder()
  let page = Page(
    seed: 1, chapter: "chapter9", folder: FigureFolder(figures: folder.url, data: nil),
    isShown: section == "second")
  try page.figure("dot", Dot())
  #expect(try folder.names() == (section == "second" ? ["dot.png"] : []))
}

@Test func `a name that is taken or is no file's traps`() async {
  await #expect(processExitsWith: .failure) {
    FigureFolder(figures: .temporaryDirectory, data: nil).claim("a/b")
  }
  await #expect(processExitsWith: .failure) {
    let figures = FigureFolder(figures: .temporaryDirectory, data: nil)
    figures.claim("a")
    figures.claim("a")
  }
}
