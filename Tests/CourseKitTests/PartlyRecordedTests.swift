import Foundation
import TestSupport
import Testing

@testable import CourseKit

private struct Curve: ChapterFigure {
  let points: String
  func write(to path: String) throws {
    try Data("picture of \(points)".utf8).write(to: URL(fileURLWithPath: path))
  }
  var dataText: String { "curve \(points)\n" }
}

@Test func `a figure of a chaotic computation is drawn whole, and part of its data is recorded`()
  throws
{
  let folder = try TemporaryFolder()
  let page = Page(
    seed: 1, chapter: "chapter9", folder: FigureFolder(.all(folder.url), data: folder.url),
    isShown: true)
  try page.figure("curve", Curve(points: "1 2 3 4"), recording: Curve(points: "1 2"))
  #expect(try folder.read("curve.png") == "picture of 1 2 3 4")
  #expect(
    try folder.read("curve.txt")
      == "a part of the figure: the rest differs from processor to processor\ncurve 1 2\n")
}
