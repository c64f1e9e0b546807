import Testing

/// Comments fit the same width as code: the formatter wraps code only.
@Suite struct CommentWidthTests {
  @Test(arguments: ["Sources", "Tests", "Chapters"])
  func `no line of a comment is longer than 100 columns`(folder: String) throws {
    let files = try SourceTree.files(below: folder)
    #expect(files.count > 10)
    for (path, text) in files {
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      where line.drop(while: { $0 == " " }).hasPrefix("//") && line.count > 100 {
        Issue.record("\(path):\(index + 1) has \(line.count) columns")
      }
    }
  }
}
