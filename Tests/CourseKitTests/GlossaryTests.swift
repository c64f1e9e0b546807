import TestSupport
import Testing

@testable import CourseKit

/// The problems of a glossary with these rows, for a text that introduces *tape* and *walk*.
private func problems(_ rows: String...) throws -> [String] {
  let folder = try TemporaryFolder()
  let text = """
    # One

    ## 1. A tape

    A **tape** records. Here `**x**` is code.

    **A lead** is no term.

    > **Exercise.** Nor is this.

    ### Back

    This is the **walk** back.

    """
  try folder.write(text, to: "Chapters/Chapter1/README.md")
  let table = "# Glossary\n\n| term | meaning | introduced in |\n|---|---|---|\n"
  try folder.write(table + rows.joined(separator: "\n"), to: "Chapters/GLOSSARY.md")
  return try Glossary(root: folder.url, path: "Chapters/GLOSSARY.md").problems(
    with: ["Chapters/Chapter1/README.md"]
  ).map(\.description)
}

private let tape = "| tape | What records. | [1, section 1](Chapter1/README.md#1-a-tape) |"
private let walk = "| walk | The way back. | [1, section 1](Chapter1/README.md#back) |"

@Test func `a glossary with each term where it belongs has no problems`() throws {
  #expect(try problems(tape, walk) == [])
}

@Test func `a term that is missing is named with its line`() throws {
  #expect(
    try problems(walk) == ["Chapters/Chapter1/README.md:5: 'tape' is not in Chapters/GLOSSARY.md"])
}

@Test func `a term that no text introduces is named`() throws {
  let row = "| zebra | An animal. | [1, section 1](Chapter1/README.md#back) |"
  #expect(
    try problems(tape, walk, row) == [
      "Chapters/GLOSSARY.md:7: no text introduces 'zebra' in bold type"
    ])
}

@Test func `a link to another section is named with the right one`() throws {
  let row = "| walk | The way back. | [1, section 1](Chapter1/README.md#1-a-tape) |"
  #expect(
    try problems(tape, row) == [
      "Chapters/GLOSSARY.md:6: 'walk' is introduced in Chapter1/README.md#back, not in "
        + "Chapter1/README.md#1-a-tape"
    ])
}

@Test func `rows out of order, and rows that come twice, are named`() throws {
  #expect(
    try problems(walk, tape) == [
      "Chapters/GLOSSARY.md:6: 'tape' comes before 'walk' in the alphabet, and only once"
    ])
  #expect(
    try problems(tape, tape, walk) == [
      "Chapters/GLOSSARY.md:6: 'tape' comes before 'tape' in the alphabet, and only once"
    ])
}

@Test func `a meaning that is not a sentence is named`() throws {
  let row = "| tape | What records | [1, section 1](Chapter1/README.md#1-a-tape) |"
  #expect(
    try problems(row, walk) == [
      "Chapters/GLOSSARY.md:5: the meaning of 'tape' is not a sentence"
    ])
}
