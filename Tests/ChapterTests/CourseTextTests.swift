import CourseKit
import Foundation
import TestSupport
import Testing

@Test(
  arguments: [
    "README.md", "Chapters/SOURCES.md", "Chapters/TRANSLATION.md", "Chapters/INSTRUCTORS.md",
    "Chapters/GLOSSARY.md", "Chapters/PERFORMANCE.md", "Chapters/README.md",
  ]
    + CourseChapter.allCases.map(\.text))
func `a text shows only code that is compiled, output that is recorded and links that resolve`(
  text: String
) throws {
  for problem in try TextChecker(root: CourseFiles.root).problems(in: text) {
    Issue.record("\(problem)")
  }
}

@Test func `each term is introduced once, and the glossary says where`() throws {
  let glossary = Glossary(root: CourseFiles.root, path: "Chapters/GLOSSARY.md")
  for problem in try glossary.problems(with: CourseChapter.allCases.map(\.text)) {
    Issue.record("\(problem)")
  }
}

@Test(arguments: CourseChapter.allCases)
func `each numbered section ends with a question whose answer is folded`(
  chapter: CourseChapter
) throws {
  let text = try String(
    contentsOf: CourseFiles.root.appendingPathComponent(chapter.text), encoding: .utf8)
  let sections = text.split(separator: "\n## ").dropFirst().filter { $0.first?.isNumber == true }
  try #require(!sections.isEmpty)
  for section in sections {
    let title = section.prefix { $0 != "\n" }
    let question = section.matches(of: /<details>\n<summary>Check yourself: [^\n]+<\/summary>\n\n/)
    #expect(!question.isEmpty, "'\(title)' asks nothing")
    let end = section.split(separator: "\n").last
    #expect(end == "</details>", "'\(title)' continues after its last question")
  }
}

@Test func `a detour follows its heading and says where the course continues`() throws {
  var detours = 0
  for chapter in CourseChapter.allCases {
    let text = try String(
      contentsOf: CourseFiles.root.appendingPathComponent(chapter.text), encoding: .utf8)
    let paragraphs = text.components(separatedBy: "\n\n")
    for (before, paragraph) in zip(paragraphs, paragraphs.dropFirst())
    where paragraph.hasPrefix("> **Detour.**") {
      detours += 1
      #expect(before.wholeMatch(of: /## [0-9]+\..*/) != nil, "\(chapter): \(paragraph)")
      #expect(paragraph.firstMatch(of: /\]\(#[0-9]+-/) != nil, "\(chapter): \(paragraph)")
    }
  }
  #expect(detours > 0)
}

@Test(arguments: CourseChapter.allCases)
func `a section has the same number in the text and in the output`(
  chapter: CourseChapter
) async throws {
  let text = try String(
    contentsOf: CourseFiles.root.appendingPathComponent(chapter.text), encoding: .utf8)
  let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
  let help = try await run(
    URL(fileURLWithPath: "/usr/bin/env"),
    ["COLUMNS=500", CourseFiles.executable(chapter).path, "--help"]
  ).output
  let titles = help.matches(of: /(?m)^  [a-z]+ +([0-9]+)\. (.+)$/)
  try #require(!titles.isEmpty)
  for title in titles {
    let heading = headings.first { $0.hasPrefix("\(title.output.1). ") } ?? ""
    let shared = words(in: title.output.2).intersection(words(in: heading))
    #expect(!shared.isEmpty, "'\(title.output.0)' is not section '\(heading)'")
  }
  let numbers = titles.compactMap { Int($0.output.1) }
  #expect(numbers == numbers.sorted())
}

/// The words that say what a heading is about.
private func words(in heading: Substring) -> Set<String> {
  let words = heading.lowercased().split { !$0.isLetter }.map(String.init)
  return Set(words.filter { $0.count > 3 && !["inside", "engine", "that", "what"].contains($0) })
}
