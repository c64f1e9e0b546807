import Testing

/// Comments of C fit the same width as Swift, which the formatter checks.
@Suite struct CommentWidthTests {
  @Test(arguments: ["CKernels", "CSandbox"])
  func `no line of a C comment is longer than 100 columns`(target: String) throws {
    let files = try SourceTree.filesOfC(of: target)
    #expect(files.count > 3)
    for (path, text) in files {
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      where line.drop(while: { $0 == " " }).hasPrefix("//") && line.count > 100 {
        Issue.record("\(path):\(index + 1) has \(line.count) columns")
      }
    }
  }
}
