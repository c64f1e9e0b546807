import Foundation
import Testing

/// The guides of a target (README.md) list exactly its files, in the order to read them.
@Suite struct FolderGuideTests {
  /// Targets without guides, and why.
  static let exceptions = [
    "Exercises": "each exercise is listed in the catalog",
    "ONNXMessages": "its code is generated",
    "TensorFlowMessages": "its code is generated",
  ]

  static let targets: [String] = {
    let sources = SourceTree.package.appendingPathComponent("Sources").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
    return names.filter { target in
      exceptions[target] == nil
        && SourceTree.codePaths(of: target).contains { !$0.hasSuffix(".h") }
    }.sorted()
  }()

  @Test(arguments: targets) func `the guides of a target list exactly its files`(target: String)
    throws
  {
    let root = SourceTree.package.appendingPathComponent("Sources/\(target)")
    var listed: Set<String> = []
    for folder in SourceTree.foldersWithCode(below: root).union([""]) {
      let guide = root.appendingPathComponent(folder).appendingPathComponent("README.md")
      guard let text = try? String(contentsOf: guide, encoding: .utf8) else { continue }
      let path = folder.isEmpty ? target : "\(target)/\(folder)"
      for link in text.matches(of: #/\]\(([\w/]+\.(?:swift|c|h))\)/#) {
        let file = "Sources/\(path)/\(link.output.1)"
        #expect(listed.insert(file).inserted, "\(file) is listed twice")
      }
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(count <= 60, "Sources/\(path)/README.md is longer than a page")
    }
    let there = SourceTree.codePaths(of: target)
    for file in there.subtracting(listed).sorted() {
      Issue.record("no guide of \(target) lists \(file)")
    }
    for file in listed.subtracting(there).sorted() {
      Issue.record("a guide of \(target) lists \(file), which is not there")
    }
  }

  @Test func `the guide of the engine leads to every folder`() throws {
    let root = SourceTree.package.appendingPathComponent("Sources/Tapestry")
    #expect(
      Set(try SourceTree.readingOrder(below: root)) == SourceTree.foldersWithCode(below: root))
  }
}
