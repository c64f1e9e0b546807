import Foundation
import Judge
import Synchronization
import TestSupport
import Testing

@testable import Grading

@Suite struct GraderTests {
  @Test func `each student has a row, with points by checks`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.right, to: "class/ada/\(Bench.path)")
    try folder.write(Bench.wrong, to: "class/bob/\(Bench.path)")
    try folder.write("nothing", to: "class/eve/note.txt")
    let rows = try Bench.grade(folder.file("class"), into: folder.file("results"))
    #expect(rows.mapValues(\.total) == ["ada": 10, "bob": 0, "eve": 0])
    #expect(rows.mapValues(\.worst) == ["ada": .passed, "bob": .failed, "eve": .missing])
  }

  @Test func `records contain no names`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.wrong, to: "class/Ada Lovelace/\(Bench.path)")
    let rows = try Bench.grade(folder.file("class"), into: folder.file("results"))
    #expect(rows["Ada Lovelace"]?.record.attempt == "Ada Lovelace")
    let records = try folder.names(in: "results/records")
    #expect(records.count == 1)
    #expect(try !folder.read("results/records/\(records[0])").contains("Ada"))
  }

  @Test func `a solution right for shown cases only loses its points, and the input is not told`()
    throws
  {
    let folder = try TemporaryFolder()
    let large = try Bench.exercise.shownLargeNumber()
    try folder.write(
      "func double(_ x: Int) throws -> Int { x < 4 || x == \(large) ? 2 * x : 0 }\n",
      to: "class/ada/\(Bench.path)")
    let row = try Bench.grade(folder.file("class"), into: folder.file("results"))["ada"]
    let exercise = try #require(row?.record.exercises.first)
    #expect(exercise.category == .failed)
    #expect(exercise.share == 0.5)
    #expect(exercise.checks.map(\.isPassed) == [true, false])
    #expect(exercise.message.contains("large numbers"))
    #expect(exercise.message.wholeMatch(of: /(?s).*\d{4}.*/) == nil)
  }

  @Test func `results do not depend on the number of jobs, and nothing is judged twice`() throws {
    let folder = try TemporaryFolder()
    for index in 1...6 {
      try folder.write(
        index % 2 == 0 ? Bench.right : Bench.wrong, to: "class/s\(index)/\(Bench.path)")
    }
    let judged = Mutex(0)
    let count: @Sendable (Int, Int, Bool) -> Void = { _, _, wasJudged in
      if wasJudged { judged.withLock { $0 += 1 } }
    }
    let one = try Bench.grade(folder.file("class"), into: folder.file("one"), jobs: 1)
    let four = try Bench.grade(
      folder.file("class"), into: folder.file("four"), jobs: 4, progress: count)
    #expect(one == four)
    #expect(judged.withLock { $0 } == 6)
    // Again: one file has changed.
    try folder.write(Bench.right, to: "class/s1/\(Bench.path)")
    let again = try Bench.grade(
      folder.file("class"), into: folder.file("four"), jobs: 2, progress: count)
    #expect(judged.withLock { $0 } == 7)
    #expect(again["s1"]?.total == 10)
  }

  @Test func `of several attempts the latest, the first or the best counts`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.wrong, to: "class/ada/2026-11-18T10-00-00Z/\(Bench.path)")
    try folder.write(Bench.right, to: "class/ada/2026-11-19T10-00-00Z/\(Bench.path)")
    try folder.write("", to: "class/ada/2026-11-21T10-00-00Z/\(Bench.path)")
    let totals = try Grader.Pick.allCases.map { pick in
      try Bench.grade(folder.file("class"), into: folder.file("results"), pick: pick)["ada"]?.total
    }
    #expect(Grader.Pick.allCases == [.latest, .best, .first])
    #expect(totals == [0, 10, 0])
  }

  @Test func `a late submission loses a part, and moving the deadline gives it back`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Bench.right, to: "class/ada/2026-11-21T10-00-00Z/\(Bench.path)")
    try folder.write(Bench.right, to: "class/bob/2026-11-21T10-00-00Z/\(Bench.path)")
    let deadlines = try Deadlines(
      yaml: """
        deadline: 2026-11-20T09:00:00Z
        percent-a-day: 10
        most-percent: 50
        extensions:
          bob: 2026-11-30T00:00:00Z
        """)
    let rows = try Bench.grade(
      folder.file("class"), into: folder.file("results"), deadlines: deadlines)
    #expect(rows["ada"]?.total == 8)
    #expect(rows["ada"]?.record.raw == 10)
    #expect(rows["bob"]?.total == 10)
    let moved = try Deadlines(yaml: "deadline: 2026-11-25T00:00:00Z")
    let again = try Bench.grade(
      folder.file("class"), into: folder.file("results"), deadlines: moved)
    #expect(again["ada"]?.total == 10)
  }

  @Test func `shards together are the whole class`() throws {
    let names = (1...7).map { "s\($0)" }
    let folder = try TemporaryFolder()
    for name in names { try folder.write(Bench.right, to: "class/\(name)/\(Bench.path)") }
    let students = try Student.all(in: folder.file("class").path)
    let parts = (1...3).compactMap { Shard("\($0)/3")?.part(of: students).map(\.name) }
    #expect(parts.joined().sorted() == names)
    #expect(["0/3", "4/3", "1", "a/b"].allSatisfy { Shard($0) == nil })
  }

  @Test(arguments: ["it's", "'\u{301}", "a'\u{301}; echo '", "$HOME \\ `x` \"", "a\nb"])
  func `an argument of a job is one word to the shell`(_ text: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf '<%s>' " + SlurmJob.quoted(text)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let found = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(found == Data("<\(text)>".utf8))
  }

  @Test func `machines that start at once draw one seed`() throws {
    let folder = try TemporaryFolder()
    let results = folder.file("results").path
    let seeds = Mutex<Set<UInt64>>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let seed = try? Seed.hidden(nil, in: results)
      seeds.withLock { _ = $0.insert(seed ?? 0) }
    }
    #expect(seeds.withLock { $0.count } == 1)
    #expect(try folder.names(in: "results") == ["seed.txt"])
    try folder.write("none\n", to: "other/seed.txt")
    #expect(throws: GradingProblem.self) { try Seed.hidden(nil, in: folder.file("other").path) }
  }

  @Test func `compiler messages name the file as students know it`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "func double(_ x: Int) throws -> Int { 2 * \n", to: "class/ada/\(Bench.path)")
    let row = try Bench.grade(folder.file("class"), into: folder.file("results"))["ada"]
    let message = try #require(row?.record.exercises.first?.message)
    #expect(message.contains("\n  \(Bench.path):"))
    #expect(!message.contains("/boxes/"))
  }

  /// By hand with `KILLS=200`, and then with a class of thirty.
  @Test func `a grader that is killed loses nothing, and judges nothing twice`() async throws {
    let kills = Int(ProcessInfo.processInfo.environment["KILLS"] ?? "") ?? 4
    let students = kills > 4 ? 30 : 6
    let folder = try TemporaryFolder()
    for index in 1...students {
      let file = "Chapters/Chapter1/Exercises/03-BroadcastShape.swift"
      try folder.write(
        "func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]? { \(index) > 3 ? a : nil }\n",
        to: "class/s\(index)/\(file)")
    }
    try folder.write("exercises: [1.3]\nseed: 4711\n", to: "assignment.yml")
    let arguments = { (results: String) in
      [
        "grade", folder.file("class").path, "--out", folder.file(results).path, "--assignment",
        folder.file("assignment.yml").path, "--walls", "locks", "--jobs", "2",
      ]
    }
    let course = BuiltModules.here().folder.appendingPathComponent("course")
    let start = ContinuousClock.now
    #expect(try await run(course, arguments("whole")).status == 0)
    let wholeSeconds = start.duration(to: .now) / .seconds(1)
    var left = kills
    while left > 0 {
      let results = "killed\(left)"
      var records: [String: UInt64] = [:]
      while left > 0, records.count < students {
        left -= 1
        let process = Process()
        process.executableURL = course
        process.arguments = arguments(results)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // Not longer than it runs: the complete run took its time beside all other tests.
        let moment = ContinuousClock.now + .seconds(.random(in: 0...wholeSeconds))
        while process.isRunning, .now < moment { try await Task.sleep(for: .milliseconds(20)) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let there = try Self.records(folder.file("\(results)/records").path)
        #expect(there.filter { records.keys.contains($0.key) } == records)
        records = there
      }
      #expect(try await run(course, arguments(results)).status == 0)
      let there = try Self.records(folder.file("\(results)/records").path)
      #expect(there.filter { records.keys.contains($0.key) } == records)
      #expect(try folder.names(in: "\(results)/records") == folder.names(in: "whole/records"))
      for name in ["class.csv", "junit.xml"]
        + (try folder.names(in: "whole/records").map { "records/\($0)" })
      {
        #expect(try folder.read("\(results)/\(name)") == folder.read("whole/\(name)"))
      }
    }
  }

  /// The finished records of a folder with the inode numbers of their files, which change when a
  /// file is written again.
  private static func records(_ folder: String) throws -> [String: UInt64] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return try Dictionary(
      uniqueKeysWithValues: names.filter { !$0.hasPrefix(".") }.map { name in
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        return (name, (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0)
      })
  }
}
