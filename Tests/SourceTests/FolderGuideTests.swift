import Foundation
import Testing

/// Each folder of code has a README.md that lists exactly its files, in the order to read them.
@Suite struct FolderGuideTests {
  static let roots = ["Sources/Tapestry", "Sources/Plots", "Sources/CourseData", "Sources/CourseKit"]

  @Test(arguments: roots) func `the guide of each folder lists exactly its files`(root: String) throws {
    let url = SourceTree.package.appendingPathComponent(root)
    for folder in SourceTree.foldersWithCode(below: url).sorted() {
      let inside = url.appendingPathComponent(folder)
      guard
        let text = try? String(
          contentsOf: inside.appendingPathComponent("README.md"), encoding: .utf8)
      else {
        Issue.record("\(root)/\(folder) has no README.md")
        continue
      }
      let listed = Set(text.matches(of: #/\]\((\w+\.swift)\)/#).map { String($0.output.1) })
      let there = Set(try SourceTree.swiftFiles(in: inside))
      for file in there.subtracting(listed).sorted() {
        Issue.record("\(root)/\(folder)/README.md does not list \(file)")
      }
      for file in listed.subtracting(there).sorted() {
        Issue.record("\(root)/\(folder)/README.md lists \(file), which is not there")
      }
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(count <= 40, "\(root)/\(folder)/README.md is longer than a page")
    }
  }

  @Test func `the guide of the engine leads to every folder`() throws {
    let root = SourceTree.package.appendingPathComponent("Sources/Tapestry")
    #expect(Set(try SourceTree(root: root).folders) == SourceTree.foldersWithCode(below: root))
  }
}
