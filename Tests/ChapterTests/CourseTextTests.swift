import CourseKit
import Foundation
import Testing

@Test(
  arguments: ["README.md", "Chapters/SOURCES.md", "Chapters/TRANSLATION.md"]
    + CourseChapter.allCases.map(\.text))
func `a text shows only code that is compiled, output that is recorded and links that lead`(
  text: String
) throws {
  for problem in try TextChecker(root: CourseFiles.root).problems(in: text) {
    Issue.record("\(problem)")
  }
}
