import Foundation
import Grading
import Judge
import TestSupport
import Testing

/// Submissions that mean no harm and are not what was asked for.
@Suite struct CarelessTests {
  @Test func `each careless archive ends in the category meant for it`() throws {
    let text = try String(
      contentsOf: Bench.corpus.appendingPathComponent("ends.txt"), encoding: .utf8)
    let ends = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
    #expect(ends.count > 30)
    let results = try TemporaryFolder()
    let rows = try Bench.grade(
      Bench.corpus.appendingPathComponent("Careless"), into: results.file("results"))
    for end in ends {
      let name = String(end[0].prefix { $0 != "." })
      let wanted = end[1].trimmingCharacters(in: .whitespaces)
      let exercise = rows[name]?.record.exercises.first
      #expect(exercise?.category.rawValue == wanted, "\(name): \(exercise?.message ?? "no row")")
    }
    #expect(rows.count == ends.count)
  }

  @Test func `folders are read through no link, and not outside themselves`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.right, to: "elsewhere/01-Double.swift")
    try folder.write(Bench.right, to: "class/honest/\(Bench.path)")
    for name in ["file", "folder"] { try folder.write("", to: "class/\(name)/note.txt") }
    try FileManager.default.createSymbolicLink(
      at: folder.file("class/file/01-Double.swift"),
      withDestinationURL: folder.file("elsewhere/01-Double.swift"))
    try FileManager.default.createSymbolicLink(
      at: folder.file("class/folder/Chapter1"), withDestinationURL: folder.file("elsewhere"))
    try FileManager.default.createSymbolicLink(
      at: folder.file("class/student"), withDestinationURL: folder.file("class/honest"))
    let rows = try Bench.grade(folder.file("class"), into: folder.file("results"))
    let ends = rows.mapValues { $0.record.exercises[0].category }
    #expect(ends == ["honest": .passed, "file": .refused, "folder": .missing])
  }

  @Test func `a class that is not there is named with the cure`() {
    #expect(throws: GradingProblem.self) { try Student.all(in: "/nowhere") }
  }
}
