import Foundation
import TestSupport
import Testing

@testable import Judge

@Suite struct ProgressTests {
  @Test func `progress survives being written and read`() {
    var progress = Progress(text: "")
    progress["1.10"].hints = 2
    progress["1.3"] = .init(solved: "2026-11-28", file: "abc", hints: 1, gaveUp: true)
    let again = Progress(text: progress.text)
    #expect(again == progress)
    #expect(progress.text.contains("1.3 done=2026-11-28 file=abc hints=1 gave-up\n1.10 hints=2\n"))
  }

  @Test func `of two lines that a merge left, the better of each entry counts`() {
    let progress = Progress(text: "1.3 hints=2\n1.3 done=2026-11-28 file=abc hints=1\n")
    #expect(progress["1.3"].hints == 2)
    #expect(progress["1.3"].solved == "2026-11-28")
  }

  @Test func `lines of another version are kept`() {
    #expect(Progress(text: "medal gold\n1.3 hints=1\n").text.contains("medal gold\n"))
  }

  @Test func `a save by renaming is seen once, a touch is not`() throws {
    let folder = try TemporaryFolder()
    try folder.write("one", to: "a.swift")
    let path = folder.file("a.swift").path
    var files = WatchedFiles([path])
    #expect(files.changes().isEmpty)
    try folder.write("two", to: "b.swift")
    #expect(rename(folder.file("b.swift").path, path) == 0)
    #expect(files.changes().isEmpty)
    #expect(files.changes() == [path])
    #expect(files.changes().isEmpty)
    try FileManager.default.removeItem(atPath: path)
    #expect(files.changes().isEmpty)
    try folder.write("two", to: "a.swift")
    #expect(files.changes().isEmpty)
    #expect(files.changes().isEmpty)
  }
}
