import ArgumentParser
import Exercises
import FileAccess
import Foundation
import Judge

/// `course reset`: restores the stub, and keeps a copy of the file that was there.
struct Reset: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Restores the stub of an exercise, and keeps a copy of your file.")

  @Argument(help: "An exercise (1.3).") var id: String

  func run() throws {
    let session = try CourseSession()
    let exercise = try exercise(id)
    print(try session.reset(exercise))
  }
}

extension CourseSession {
  /// Restores the stub, and says where the copy is.
  func reset(_ exercise: Exercise) throws -> String {
    let path = path(exercise)
    var lines: [String] = []
    if (try? String(contentsOfFile: path, encoding: .utf8)) == exercise.stub {
      return "the file is already the stub:\n  \(exercise.stubPath)"
    }
    if FileManager.default.fileExists(atPath: path) {
      lines.append("your file is kept as\n  \(try backUp(path, exercise))")
    }
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data(exercise.stub.utf8), to: path)
    return (lines + ["this is the stub again:\n  \(exercise.stubPath)"]).joined(separator: "\n")
  }

  /// Copies the file under the first free number, so that no copy is ever overwritten.
  private func backUp(_ path: String, _ exercise: Exercise) throws -> String {
    var number = 1
    let copy = { ".course/backups/\(exercise.id).backup-\(number).swift" }
    while FileManager.default.fileExists(atPath: workplace.path(copy())) { number += 1 }
    try WholeFile.makeFolder(for: workplace.path(copy()))
    try WholeFile.write(WholeFile.read(path), to: workplace.path(copy()))
    return copy()
  }
}

/// `course open`: the exercise's file in an editor.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Opens the file of an exercise in your editor ($VISUAL, $EDITOR or code).")

  @Argument(help: "An exercise (1.3); without it, the next one.") var id: String?

  func run() throws {
    let session = try CourseSession()
    guard let chosen = try id.map(exercise) ?? session.next() else {
      return print(session.console.green("all are solved"))
    }
    guard let editor = Self.editor else {
      throw Workplace.Problem(
        "no editor was found: set $EDITOR, or open \(chosen.stubPath) yourself")
    }
    // Through a shell, because $EDITOR may hold arguments: `code --wait`.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\(editor) \"$0\"", session.path(chosen)]
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw ExitCode(process.terminationStatus) }
  }

  private static var editor: String? {
    let environment = ProcessInfo.processInfo.environment
    for name in ["VISUAL", "EDITOR"] {
      if let editor = environment[name], !editor.isEmpty { return editor }
    }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { access("\($0)/code", X_OK) == 0 } ? "code" : nil
  }
}
