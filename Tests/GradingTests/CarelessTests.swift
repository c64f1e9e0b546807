import Foundation
import Judge
import Synchronization
import TestSupport
import Testing

@testable import Grading

/// Submissions that mean no harm but are not what was required.
@Suite struct CarelessTests {
  @Test func `each careless archive ends in the category meant for it`() throws {
    let text = try String(
      contentsOf: Bench.corpus.appendingPathComponent("ends.txt"), encoding: .utf8)
    let ends = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
    #expect(ends.count > 30)
    for containment in Bench.containments {
      let results = try TemporaryFolder()
      let rows = try Bench.grade(
        Bench.corpus.appendingPathComponent("Careless"), into: results.file("results"),
        containment: containment)
      for end in ends {
        let name = String(end[0].prefix { $0 != "." })
        let expected = end[1].trimmingCharacters(in: .whitespaces)
        let exercise = rows[name]?.record.exercises.first
        #expect(
          exercise?.category.rawValue == expected, "\(name): \(exercise?.message ?? "no row")")
      }
      #expect(rows.count == ends.count)
    }
  }

  @Test func `folders are read without following links, and not outside themselves`() throws {
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
    #expect(
      ends == ["honest": .passed, "file": .refused, "folder": .missing, "student": .refused])
  }

  @Test func `a link that takes a folder's place at the wrong moment leads nowhere`() throws {
    let folder = try TemporaryFolder()
    let names = ["eve", "eve/Chapter1", "elsewhere", "aside"].map { folder.file($0).path }
    let (student, chapter, elsewhere, aside) = (names[0], names[1], names[2], names[3])
    try folder.write(Bench.right, to: "elsewhere/01-Double.swift")
    try folder.write(Bench.wrong, to: "eve/Chapter1/01-Double.swift")
    let findings = Mutex<[Finding]>([])
    let isOver = Mutex(false)
    DispatchQueue.concurrentPerform(iterations: 2) { job in
      if job == 0 {
        // Until some of the reads have met the folder itself, at least.
        var count = 0
        var hasMetFolder = false
        while count < 1000 || (!hasMetFolder && count < 1_000_000) {
          count += 1
          let read = try? FolderReader.read(student, [Bench.exercise])
          guard let finding = read?.findings["1.1"] else { continue }
          if finding == .file(Array(Bench.wrong.utf8)) { hasMetFolder = true }
          findings.withLock { $0.append(finding) }
        }
        isOver.withLock { $0 = true }
      }
      while job == 1, !isOver.withLock({ $0 }) {
        rename(chapter, aside)
        symlink(elsewhere, chapter)
        unlink(chapter)
        rename(aside, chapter)
        usleep(100)
      }
    }
    let seen = findings.withLock { $0 }
    #expect(seen.count >= 1000)
    #expect(!seen.contains(.file(Array(Bench.right.utf8))))
    #expect(seen.contains(.file(Array(Bench.wrong.utf8))))
  }

  @Test func `whatever lies among the submissions has a row`() throws {
    let folder = try TemporaryFolder()
    try folder.write("Rar!", to: "class/bob.rar")
    try folder.write(Bench.right, to: "class/01-Double.swift")
    // A learning platform's folder for a student, with the archive that was uploaded.
    let archive = Bench.corpus.appendingPathComponent("Careless/TheBareFile.zip")
    try folder.write("see there", to: "class/Ada Lovelace_17_file/answer.txt")
    try FileManager.default.copyItem(
      at: archive, to: folder.file("class/Ada Lovelace_17_file/homework.zip"))
    for name in ["one.zip", "two.zip"] {
      try folder.write("", to: "class/two archives/note.txt")
      try FileManager.default.copyItem(at: archive, to: folder.file("class/two archives/\(name)"))
    }
    for name in ["🙂", "a\nb", "=1+1", "Jose\u{301}", "José", "\u{202e}eve"] {
      try folder.write(Bench.right, to: "class/\(name)/\(Bench.path)")
    }
    // Not UTF-8 text at all.
    let odd = Array(folder.file("class/").path.utf8CString.dropLast()) + [0x2f, -1, -2, 0]
    mkdir(odd, 0o755)
    mkfifo(folder.file("class/pipe").path, 0o644)
    let students = try Student.all(in: folder.file("class").path)
    let grader = try Grader(
      Assignment([Bench.exercise], seed: 4711), judge: Bench.judge(),
      results: folder.file("results").path)
    try grader.grade(students, jobs: 2)
    let rows = try grader.results(students)
    #expect(rows.count == 12)
    #expect(Set(rows.map(\.pageName)).count == 12)
    let passed = rows.filter { $0.worst == .passed }.map(\.record.student)
    #expect(passed.count == 7)
    #expect(passed.contains("Ada Lovelace_17_file"))
    let reasons = rows.filter { $0.worst == .refused }.map { $0.record.exercises[0].message }
    #expect(reasons.count == 5)
    #expect(reasons.contains { $0.contains("several archives") })
    #expect(reasons.count { $0.contains("neither a folder nor an archive") } == 3)
    try ClassReports(rows).write(to: folder.file("results").path)
    #expect(try folder.names(in: "results/report").count == 13)
  }

  @Test func `a class that is not there is named with the cure`() {
    #expect(throws: GradingProblem.self) { try Student.all(in: "/nowhere") }
  }
}
