#if os(Linux)
  import Foundation
  import Synchronization
  import TestSupport
  import Testing

  @testable import Judge

  /// A copy of the course in its own folder, around the built executable: `watch` writes progress
  /// and resets files, which in the package belong to its user.
  private final class Course {
    let folder: TemporaryFolder
    let program: String
    let stub = "Chapters/Chapter1/Exercises/01-SignedImage.swift"
    let answers: String

    init() throws {
      folder = try TemporaryFolder()
      let workplace = try Bench.workplace()
      answers = workplace.path("Tests/ExerciseTests/Answers/Chapter1/01-SignedImage")
      let files = FileManager.default
      let build = folder.file(".build/debug")
      program = build.appendingPathComponent("course").path
      try files.createDirectory(at: build, withIntermediateDirectories: true)
      // A copy: the course looks for its package above the executable's own folder.
      try files.copyItem(atPath: workplace.executable, toPath: program)
      for name in ["Modules", "CKernels.build", "runner"] {
        try files.createSymbolicLink(
          atPath: build.appendingPathComponent(name).path,
          withDestinationPath: "\(workplace.build)/\(name)")
      }
      try files.createSymbolicLink(
        atPath: folder.file("Sources").path, withDestinationPath: workplace.path("Sources"))
      try folder.write("", to: "Package.swift")
      try files.copyItem(atPath: workplace.path("Chapters"), toPath: folder.file("Chapters").path)
    }

    func answer(_ name: String) throws -> String {
      try String(contentsOfFile: "\(answers)/\(name).swift", encoding: .utf8)
    }
  }

  /// A program in a terminal of 60 columns, and what it shows.
  private final class Screen: @unchecked Sendable {
    private let keyboard: Int32
    private let process = Process()
    private let shown = Mutex("")

    init(_ course: Course, _ arguments: [String]) throws {
      var (keyboard, screen): (Int32, Int32) = (-1, -1)
      var size = winsize(ws_row: 40, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0)
      try #require(openpty(&keyboard, &screen, nil, nil, &size) == 0)
      for end in [keyboard, screen] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      self.keyboard = keyboard
      process.executableURL = URL(fileURLWithPath: course.program)
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["TERM": "xterm", "NO_COLOR": "1"]) { $1 }
      let handle = FileHandle(fileDescriptor: screen)
      process.standardInput = handle
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
      close(screen)
      // The reader blocks, so it gets its own thread; it ends with the program.
      DispatchQueue(label: "screen").async { [self, keyboard] in
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = read(keyboard, &bytes, bytes.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return }
          shown.withLock { $0 += String(decoding: bytes.prefix(count), as: UTF8.self) }
        }
      }
    }

    func press(_ key: String) { _ = write(keyboard, key, key.utf8.count) }

    /// What was shown since the last call, to the end of the line with a text. It has a minute,
    /// which is only a generous limit.
    func shows(_ text: String) -> String {
      for _ in 0..<1200 {
        let found = shown.withLock { shown -> String? in
          guard let match = shown.range(of: text),
            let end = shown[match.upperBound...].firstIndex(where: \.isNewline)
          else { return nil }
          defer { shown = String(shown[end...]) }
          return String(shown[..<end])
        }
        if let found { return found }
        usleep(50_000)
      }
      Issue.record("no \"\(text)\" in: \(shown.withLock { $0 })")
      return ""
    }

    /// The exit code of a program that ends without being stopped.
    func end() -> Int32 {
      process.waitUntilExit()
      return process.terminationStatus
    }

    deinit {
      if process.isRunning { process.terminate() }
      close(keyboard)
    }
  }

  extension JudgingTests {
    @Suite struct WatchTests {
      @Test func `an exercise is solved in a terminal from the stub to success`() throws {
        let course = try Course()
        let screen = try Screen(course, ["watch"])
        var all = screen.shows("quit")
        all += screen.shows("1.1 From bytes to numbers: unsolved")

        // As editors save: to a temporary file, which then replaces it.
        try course.folder.write(try course.answer("DividesBy256"), to: "draft.swift")
        let stub = course.folder.file(course.stub)
        #expect(rename(course.folder.file("draft.swift").path, stub.path) == 0)
        all += screen.shows("255 gives 0.992")
        screen.press("h")
        all += screen.shows("1 of 3:")

        // A check that would take seconds is dropped when the file is saved again, here by an
        // editor that removes it first.
        let solution = try course.answer("Solution")
        let loop = solution.replacing("{\n", with: "{\n  while true {}\n", maxReplacements: 1)
        try course.folder.write(loop, to: course.stub)
        all += screen.shows("checking 1.1")
        try FileManager.default.removeItem(at: stub)
        usleep(400_000)
        try course.folder.write(solution, to: course.stub)
        all += screen.shows("1.1 From bytes to numbers: passed, 5 points")
        all += screen.shows("press n to continue")
        #expect(!all.contains("still running"))

        screen.press("x")
        all += screen.shows("this is the stub again")
        all += screen.shows("1.1 From bytes to numbers: unsolved")
        screen.press("n")
        all += screen.shows("1.2 A table of distances: unsolved")
        screen.press("q")
        #expect(screen.end() == 0)

        #expect(!all.contains("\u{1b}"))
        for line in all.split(whereSeparator: \.isNewline) where line.count > 60 {
          Issue.record("\(line.count) columns: \(line)")
        }
        let progress = Progress(
          text: try String(contentsOf: course.folder.file(Progress.path), encoding: .utf8))
        #expect(progress["1.1"].solved != nil)
        #expect(progress["1.1"].hints == 1)
        let backup = course.folder.file(".course/backups/1.1.backup-1.swift")
        #expect(try String(contentsOf: backup, encoding: .utf8) == solution)
      }

      @Test(arguments: [("", true), ("1", false)])
      func `what is right is green on a terminal, unless NO_COLOR is set`(
        _ noColor: String, _ isGreen: Bool
      ) async throws {
        let course = try Course()
        try course.folder.write("1.1 done=2026-11-29\n", to: Progress.path)
        let program = URL(fileURLWithPath: course.program)
        let shown = try await runInTerminal(
          program, ["list", "bytes"], environment: ["NO_COLOR": noColor])
        #expect(shown.status == 0)
        #expect(shown.written.contains("\u{1b}") == isGreen)
        let piped = try await run(program, ["list", "bytes"])
        #expect(piped.output.contains("From bytes to numbers"))
        #expect(!piped.output.contains("\u{1b}"))
      }
    }
  }
#endif
