import Foundation
import TestSupport
import Testing

@testable import CourseKit

/// A package with a chapter, a source file, a golden and a figure, and a text to check.
private func problems(_ text: String) throws -> [String] {
  let folder = try TemporaryFolder()
  try folder.write(
    """
    func outer() {
        let a = 1

        let b = 2
    }

    """, to: "Sources/Engine/Code.swift")
  try folder.write("shape (2, 3)\n[[1. 2.]\n [3. 4.]]\n", to: "Tests/ChapterTests/Goldens/c.txt")
  try folder.write("png", to: "Figures/loss.png")
  try folder.write("png", to: "elsewhere.png")
  try folder.write("# Other\n\n## A `code` heading!\n", to: "Chapters/Other.md")
  try folder.write(text, to: "Chapters/Chapter1/README.md")
  return try TextChecker(root: folder.url).problems(in: "Chapters/Chapter1/README.md").map {
    $0.description.replacingOccurrences(of: "Chapters/Chapter1/README.md:", with: "")
  }
}

@Test func `a text that shows what is there has no problems`() throws {
  let text = """
    # Title

    Code, moved to the margin, and `[not](a-link)`:

    ```swift
    let a = 1

    let b = 2
    ```

    - in a list

      ```text
      [[1. 2.]
       [3. 4.]]
      ```

    ```console
    $ swift run chapter1
    ```

    ![The loss](../../Figures/loss.png)
    [![nested](../../Figures/loss.png)](https://example.org)
    <img src="../../Figures/loss.png" width="300">
    [code](../../Sources/Engine/Code.swift), [line](../../Sources/Engine/Code.swift#L2-L4),
    [heading](../Other.md#a-code-heading), [here](#title), [web](https://example.org/a),
    [folder](../../Sources/Engine), [reference][other].

    [other]: ../Other.md "with a title"
    """
  #expect(try problems(text) == [])
}

@Test func `code that is in no file is named with its line and the nearest match`() throws {
  let text = "# T\n\n```swift\nlet a = 1\n\nlet b = 3\n```\n"
  #expect(
    try problems(text) == [
      "3: the swift block is in no Swift file; the nearest: Sources/Engine/Code.swift:4 reads: "
        + "let b = 2\n    here: let b = 3"
    ])
}

@Test func `one changed line is compared with the line that resembles it`() throws {
  #expect(
    try problems("```swift\nlet aa = 1\n```\n") == [
      "1: the swift block is in no Swift file; the nearest: Sources/Engine/Code.swift:2 reads: "
        + "let a = 1"
    ])
}

@Test func `lines that are shifted against each other are not the code`() throws {
  #expect(try problems("```swift\n  let a = 1\n\nlet b = 2\n```\n").count == 1)
}

@Test func `output that no golden has is a problem, spaces included`() throws {
  #expect(try problems("```text\n[[1. 2.]\n [3. 4.]]\n```\n").isEmpty)
  #expect(
    try problems("```text\n[[1. 2.]\n[3. 4.]]\n```\n") == [
      "1: the text block is in no golden file; the nearest: "
        + "Tests/ChapterTests/Goldens/c.txt:3 reads:  [3. 4.]]\n    here: [3. 4.]]"
    ])
  #expect(
    try problems("```text\nsomething else entirely\n```\n") == [
      "1: the text block is in no golden file, and nothing resembles it"
    ])
}

@Test(arguments: [
  ("```\nx\n```\n", "1: a block of ''"), ("```python\nx\n```\n", "1: a block of 'python'"),
  ("```swift\n\n```\n", "1: the block is empty"),
  ("a\n```swift\nlet a = 1\n", "2: the block is never closed"),
  ("what is left is p −\n1. The second", "2: the line begins a list in the middle of a paragraph"),
  ("eight\n- two are six", "2: the line begins a list in the middle of a paragraph"),
  ("[x](../../Sources/Engine/Cod.swift)", "1: ../../Sources/Engine/Cod.swift does not exist; "),
  ("\n[x][r]\n\n[r]: gone.md", "4: gone.md does not exist"),
  ("<a href=\"gone.md\">x</a>", "1: gone.md does not exist"),
  ("[x](/etc/passwd)", "1: /etc/passwd leads out of the package"),
  ("[x](../../../out.md)", "1: ../../../out.md leads out of the package"),
  ("[x](../Other.md#a-code-headin)", "1: ../Other.md has no heading #a-code-headin; the nearest "),
  ("# T\n[x](#t2)", "2: this text has no heading #t2"),
  ("[x](../../Sources/Engine/Code.swift#L6)", "1: ../../Sources/Engine/Code.swift has 5 lines"),
  ("[x](../../Sources/Engine/Code.swift#L4-L2)", "1: ../../Sources/Engine/Code.swift has 5 lines"),
  ("[x](../../Sources/Engine/Code.swift#outer)", "1: #outer is not a line of"),
  ("![x](../../Figures/los.png)", "1: ../../Figures/los.png does not exist; the nearest is loss"),
  ("![x](../../elsewhere.png)", "1: ../../elsewhere.png is not a figure"),
])
func `each kind of fault is found on its line`(text: String, message: String) throws {
  let found = try problems(text)
  #expect(found.count == 1)
  #expect(found.first?.hasPrefix(message) == true, "\(found)")
}

@Test(
  arguments: [
    (
      "a line in the middle", "let a = 1\nlet b = 3\nlet c = 4\n",
      "let a = 1\nlet b = 2\nlet c = 4\n"
    ),
    (
      "a line more", "let a = 1\nlet c = 4\nlet d = 5\n",
      "let a = 1\nlet b = 2\nlet c = 4\nlet d = 5\n"
    ),
    ("the last line", "let b = 2\nlet c = 4\nlet d = 6\n", "let b = 2\nlet c = 4\nlet d = 5\n"),
    ("two of three lines", "let a = 1\nlet b = 3\nlet c = 5\n", nil),
    ("nothing", "let c = 4\nlet d = 5\n", nil),
  ] as [(String, String, String?)])
func `an old block is filled from where it stood`(_ name: String, old: String, new: String?) throws
{
  let folder = try TemporaryFolder()
  let code = "func f() {\n  let a = 1\n  let b = 2\n  let c = 4\n  let d = 5\n}\n"
  try folder.write(code, to: "Sources/Code.swift")
  let text = { (block: String) in "# T\n\n- item\n\n  ```swift\n\(block)  ```\n\nend\n" }
  let indented = { (block: String) in
    block.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
  try folder.write(text(indented(old)), to: "README.md")
  let filled = try TextChecker(root: folder.url).filled("README.md")
  #expect(filled.text == text(indented(new ?? old)))
  #expect(filled.blocks.count == (new == nil ? 0 : 1))
}

@Test func `a block that could come from two files is not filled`() throws {
  let folder = try TemporaryFolder()
  try folder.write("let a = 1\nlet b = 2\nlet c = 3\n", to: "Sources/One.swift")
  try folder.write("let a = 1\nlet b = 4\nlet c = 3\n", to: "Sources/Two.swift")
  let text = "```swift\nlet a = 1\nlet b = 5\nlet c = 3\n```\n"
  try folder.write(text, to: "README.md")
  let filled = try TextChecker(root: folder.url).filled("README.md")
  #expect(filled.text == text)
}

@Test func `a text that cannot be read throws`() throws {
  let folder = try TemporaryFolder()
  #expect(throws: (any Error).self) { try TextChecker(root: folder.url).problems(in: "none.md") }
}

@Test func `an ellipsis in an output stands for omitted lines, and its parts keep their order`()
  throws
{
  #expect(try problems("```text\nshape (2, 3)\n…\n [3. 4.]]\n```\n") == [])
  #expect(
    try problems("```text\n [3. 4.]]\n…\nshape (2, 3)\n```\n") == [
      "1: the text block is in no golden file: its parts are in different files, or in a "
        + "different order"
    ])
  #expect(try problems("```swift\nlet a = 1\n…\nlet b = 2\n```\n").count == 1)
}
