import CourseKit
import Foundation
import TestSupport
import Testing

@Test(arguments: CourseChapter.allCases)
func `a chapter reproduces every number that it promises`(chapter: CourseChapter) async throws {
  let result = try await ChapterRuns.shared.whole(chapter).result
  #expect(result.log.contains(" 0 OUTSIDE, 0 MISSING\n"), "\(result.log)")
  #expect(result.status == 0, "\(result.log)")
}

@Test(arguments: CourseChapter.allCases)
func `a chapter prints what is recorded`(chapter: CourseChapter) async throws {
  let run = try await ChapterRuns.shared.whole(chapter)
  try CourseFiles.goldens().check("\(chapter.rawValue).txt", run.result.output)
}

@Test(arguments: CourseChapter.allCases)
func `a chapter's figures show what is recorded`(chapter: CourseChapter) async throws {
  let run = try await ChapterRuns.shared.whole(chapter)
  let data = try run.figureData
  #expect(data.keys.sorted() == run.figureNames)
  let goldens = try CourseFiles.goldens()
  for (name, text) in data.sorted(by: { $0.key < $1.key }) {
    // One figure that differs must not hide the next.
    do {
      try goldens.check("figures/\(name).txt", text)
    } catch {
      Issue.record(error)
    }
  }
}

@Test(arguments: CourseChapter.allCases)
func `a chapter's figures are images of the committed size, and not blank`(
  chapter: CourseChapter
) async throws {
  let run = try await ChapterRuns.shared.whole(chapter)
  for name in run.figureNames {
    let picture = try Data(contentsOf: run.figures.appendingPathComponent("\(name).png"))
    let header = try #require(PNGHeader(picture), "\(name).png is no PNG file")
    let committed = CourseFiles.root.appendingPathComponent("Figures/\(name).png")
    let other = (try? Data(contentsOf: committed)).flatMap { PNGHeader($0) }
    #expect(
      header == other,
      "Figures/\(name).png: 'swift run \(chapter.rawValue) --redraw', look at it, commit it")
    // Deflate shrinks a single color about a thousandfold; an image with any content stays larger.
    #expect(picture.count > header.width * header.height * 4 / 500, "\(name).png looks blank")
  }
}

@Test func `every committed figure, and every recorded one, is drawn by a chapter`() async throws {
  var drawn: [String] = []
  for chapter in CourseChapter.allCases {
    drawn += try await ChapterRuns.shared.whole(chapter).figureNames
  }
  #expect(Set(drawn).count == drawn.count, "two chapters draw a figure of the same name")
  let figures = CourseFiles.root.appendingPathComponent("Figures")
  let recorded = try CourseFiles.goldens().folder.appendingPathComponent("figures")
  for name in CourseFiles.names(in: figures, extension: "png") {
    #expect(drawn.contains(name), "no chapter draws Figures/\(name).png")
  }
  for name in CourseFiles.names(in: recorded, extension: "txt") {
    #expect(drawn.contains(name), "no chapter draws the recorded figures/\(name).txt")
  }
}

@Test(arguments: CourseChapter.allCases)
func `sections shown alone add up to the whole chapter`(chapter: CourseChapter) async throws {
  let help = try await run(CourseFiles.executable(chapter), ["--help"]).output
  let list = try #require(help.range(of: "Sections:\n")).upperBound
  let lines = help[list...].split(separator: "\n", omittingEmptySubsequences: false)
  let names = lines.prefix { $0.hasPrefix("  ") }.compactMap { $0.split(separator: " ").first }
  try #require(!names.isEmpty)

  let whole = try await ChapterRuns.shared.whole(chapter)
  var output = ""
  var figureData: [String: String] = [:]
  for name in names {
    let part = try await ChapterRun(chapter, ["--section", String(name)])
    #expect(part.result.status == 0, "\(part.result.log)")
    #expect(whole.result.output.contains(part.result.output), "section \(name)")
    output += part.result.output
    figureData.merge(try part.figureData) { _, _ in "drawn by two sections" }
  }
  #expect(output == whole.result.output)
  let wholeData = try whole.figureData
  for name in Set(figureData.keys).union(wholeData.keys) {
    #expect(figureData[name] == wholeData[name], "\(name)")
  }
}

@Test(arguments: CourseChapter.allCases)
func `a chapter explains its command line`(chapter: CourseChapter) async throws {
  let result = try await run(CourseFiles.executable(chapter), ["--help"])
  #expect(result.status == 0)
  for option in ["--seed", "--figures", "--section", "--figure-data", "--help"] {
    #expect(result.output.contains(option))
  }
}

@Test(arguments: CourseChapter.allCases)
func `a chapter refuses wrong arguments and prints nothing else`(
  chapter: CourseChapter
) async throws {
  for (arguments, reason) in [
    (["--nonsense"], "Unknown option '--nonsense'"), (["nonsense"], "Unexpected argument"),
    (["--seed", "x"], "'x' is invalid"),
    (["--section", "nonsense"], "\(chapter.rawValue) has no section 'nonsense'."),
  ] {
    let result = try await run(CourseFiles.executable(chapter), arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.log.contains(reason), "\(result.log)")
  }
}

@Test(arguments: CourseChapter.allCases)
func `a folder that cannot be written ends a chapter before it begins`(
  chapter: CourseChapter
) async throws {
  // Below a file, because root may write into any folder whatever its permissions say.
  let result = try await run(CourseFiles.executable(chapter), ["--figures", "/dev/null/x"])
  #expect(result.status == 1)
  #expect(result.output.isEmpty)
  #expect(result.log.contains("/dev/null is not a directory\n  cure: pass --figures DIR"))
}

@Test(arguments: CourseChapter.allCases)
func `a chapter's help fits into 60 columns`(chapter: CourseChapter) async throws {
  let program = try CourseFiles.executable(chapter).path
  let help = try await run(
    URL(fileURLWithPath: "/usr/bin/env"), ["COLUMNS=60", program, "--help"])
  #expect(help.status == 0)
  for line in help.output.split(separator: "\n") { #expect(line.count <= 60, "\(line)") }
}

@Test func `without standard output a chapter does not begin, and says what to do`() async throws {
  let program = try CourseFiles.executable(.chapter1).path
  let result = try await run(URL(fileURLWithPath: "/bin/sh"), ["-c", "'\(program)' >&-"])
  #expect(result.status == 1)
  #expect(
    result.log == "chapter1: standard output is closed\n  cure: leave out '>&-', or send the "
      + "output to /dev/null\n")
}

@Test func `outside the package a chapter makes no folder`() async throws {
  let folder = try TemporaryFolder()
  let program = try CourseFiles.executable(.chapter1).path
  let script = "cd '\(folder.url.path)' && '\(program)' --section precision"
  let result = try await run(URL(fileURLWithPath: "/bin/sh"), ["-c", script])
  #expect(result.status == 0)
  #expect(result.log.contains("no figures were written: outside the course's folder"))
  #expect(try folder.names().isEmpty)
}

@Test(arguments: CourseChapter.allCases)
func `a run leaves the committed figures as they are`(chapter: CourseChapter) async throws {
  let figures = CourseFiles.root.appendingPathComponent("Figures")
  let dates = { () throws -> [String: Date] in
    try Dictionary(
      uniqueKeysWithValues: CourseFiles.names(in: figures, extension: "png").map { name in
        let file = figures.appendingPathComponent("\(name).png").path
        let date = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
        return (name, try #require(date as? Date))
      })
  }
  let before = try dates()
  let script = "cd '\(CourseFiles.root.path)' && '\(try CourseFiles.executable(chapter).path)'"
  let result = try await run(URL(fileURLWithPath: "/bin/sh"), ["-c", script])
  #expect(result.status == 0, "\(result.log)")
  #expect(try dates() == before)
  #expect(result.log.contains("\(chapter.rawValue): the text is Chapters/"))
}

@Test(arguments: CourseChapter.allCases)
func `a different seed keeps the random numbers in their bands, and changes what the help says`(
  chapter: CourseChapter
) async throws {
  let run = try await ChapterRun(chapter, ["--seed", "-7"])
  #expect(run.result.status == 0, "\(run.result.log)")
  let whole = try await ChapterRuns.shared.whole(chapter)
  let sections = zip(parts(of: whole.result.output), parts(of: run.result.output))
  let changed = sections.filter { $0 != $1 }.map { $0.0.title }
  let help = try await TestSupport.run(
    URL(fileURLWithPath: "/usr/bin/env"),
    ["COLUMNS=500", try CourseFiles.executable(chapter).path, "--help"])
  for title in changed {
    let line = try #require(help.output.split(separator: "\n").first { $0.hasSuffix("  \(title)") })
    let name = try #require(line.split(separator: " ").first)
    let seeded = help.output.firstMatch(of: /It changes ([a-z, ]+);/)
    let names = seeded.map { $0.output.1.split(separator: ", ") } ?? []
    #expect(names.contains(name), "--seed changes \(name)")
  }
}

/// A chapter's output, section by section.
private func parts(of output: String) -> [(title: Substring, text: String)] {
  var parts: [(title: Substring, text: String)] = []
  let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
  for (line, next) in zip(lines, lines.dropFirst() + [""]) {
    if !line.isEmpty, next.count == line.count, next.allSatisfy({ $0 == "=" }) {
      parts.append((line, ""))
    } else if !parts.isEmpty {
      parts[parts.count - 1].text += line + "\n"
    }
  }
  return parts
}
