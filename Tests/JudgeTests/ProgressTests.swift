import Foundation
import struct Judge.Progress
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

  @Test func `lines of a different version are kept`() {
    #expect(Progress(text: "medal gold\n1.3 hints=1\n").text.contains("medal gold\n"))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git")))
  func `git merges the progress of two computers`() async throws {
    let folder = try TemporaryFolder()
    func git(_ arguments: String...) async throws {
      let result = try await run(
        URL(fileURLWithPath: "/usr/bin/git"),
        ["-C", folder.url.path, "-c", "user.name=A", "-c", "user.email=a@example.org"] + arguments)
      #expect(result.status == 0, "\(arguments): \(result.log)")
    }
    func commit(_ change: (inout Progress) -> Void) async throws {
      let file = folder.file(Progress.path)
      var progress = Progress(text: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
      change(&progress)
      try folder.write(progress.text, to: Progress.path)
      try await git("add", ".")
      try await git("commit", "-q", "-m", "progress")
    }
    try await git("init", "-q", "-b", "one")
    let rules = try String(
      contentsOfFile: Bench.workplace().path(".gitattributes"), encoding: .utf8)
    try folder.write(rules, to: ".gitattributes")
    try await commit { $0["1.1"].solved = "2026-11-01" }
    try await git("checkout", "-q", "-b", "two")
    try await commit {
      $0["1.2"].solved = "2026-11-03"
      $0["1.3"].hints = 1
    }
    try await git("checkout", "-q", "one")
    try await commit {
      $0["1.2"].hints = 2
      $0["1.4"].gaveUp = true
    }
    try await git("merge", "-q", "-m", "both", "two")
    let merged = Progress(text: try String(contentsOf: folder.file(Progress.path), encoding: .utf8))
    #expect(merged["1.1"].solved == "2026-11-01")
    #expect(merged["1.2"] == .init(solved: "2026-11-03", hints: 2))
    #expect(merged["1.3"].hints == 1)
    #expect(merged["1.4"].gaveUp)
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
