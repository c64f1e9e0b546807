import TestSupport
import Testing

@testable import CourseKit

/// The problems of a chapter's text with these blocks in its first section, whose output is
/// `one`, `two`, `three`, `four`.
private func problems(_ blocks: String...) throws -> [String] {
  let folder = try TemporaryFolder()
  let golden = "1. First\n========\none\ntwo\nthree\nfour\n\n2. Second\n=========\nfive\n"
  try folder.write(golden, to: "Tests/ChapterTests/Goldens/chapter1.txt")
  try folder.write("elsewhere\n", to: "Tests/ChapterTests/Goldens/errors.txt")
  let text = "# C\n\n## 1. First\n" + blocks.map { "\n```text\n\($0)\n```\n" }.joined()
  try folder.write(text, to: "Chapters/Chapter1/README.md")
  return try TextChecker(root: folder.url).problems(in: "Chapters/Chapter1/README.md").map {
    $0.description.replacing("Chapters/Chapter1/README.md:", with: "")
  }
}

@Test(
  arguments: [
    ["one\ntwo\nthree\nfour"], ["one", "two\nthree", "four"], ["four", "one\ntwo\nthree"],
    ["one\n…"], ["…\nfour"], ["one\n…\nfour"], ["one", "…\nfour"], ["one\n…", "four"],
    ["elsewhere"], ["one\ntwo\nthree", "elsewhere", "four"], [],
  ])
func `output that is shown or marked as left out is not a problem`(blocks: [String]) throws {
  let texts = blocks + [String](repeating: "elsewhere", count: 4 - blocks.count)
  #expect(try problems(texts[0], texts[1], texts[2], texts[3]) == [])
}

@Test func `a line that follows a block and is not shown is named`() throws {
  #expect(
    try problems("one\ntwo", "four") == [
      """
      5: the output continues: Tests/ChapterTests/Goldens/chapter1.txt:5 reads: three
          show it, or say '…'
      """
    ])
  #expect(try problems("one").count == 1)
}

@Test func `a line that comes before the first block is named`() throws {
  #expect(
    try problems("two\nthree\nfour") == [
      """
      5: the output begins earlier: Tests/ChapterTests/Goldens/chapter1.txt:3 reads: one
          show it, or say '…'
      """
    ])
}

@Test(arguments: ["…\none\ntwo\nthree\nfour", "one\ntwo\nthree\nfour\n…"])
func `an ellipsis that leaves out nothing is named`(block: String) throws {
  #expect(
    try problems(block) == [
      "5: '…' leaves out no line of Tests/ChapterTests/Goldens/chapter1.txt"
    ])
}

@Test func `a section that shows none of its output need not say so`() throws {
  #expect(try problems("elsewhere") == [])
}
