import FileAccess
import Foundation
import Judge

/// The copy of the course that students get: all files that git tracks, without solutions, wrong
/// answers and the tests that need them.
///
/// For the cases that students see, the copy has the right answers instead of references, and the
/// fingerprints of wrong ones: enough to name a mistake, not enough to copy a solution. The seeds
/// of hidden cases are not in any file of the course.
public struct Release {
  /// Folders and files that are left out, below the package's root: answers, tests that need them,
  /// and the progress of the person who makes the copy.
  static let withheld = [
    ".course", "Tests/ExerciseTests", "Tests/GradingTests", "Tests/JudgeTests/CapstoneTests.swift",
    "Tests/JudgeTests/DevCheckTests.swift", "Tests/JudgeTests/WatchTests.swift",
  ]
  /// What only references use, which is left out with them.
  static let references = "Sources/Exercises/References"

  private let workplace: Workplace
  private let exercises: [Exercise]

  /// A release of a workplace's package without the references of some exercises: of all of them
  /// for students, and of none for a machine that grades.
  public init(_ workplace: Workplace, withholding exercises: [Exercise]) {
    self.workplace = workplace
    self.exercises = exercises
  }

  /// Writes the copy into a new folder; returns the number of its files.
  ///
  /// - Throws: `GradingProblem` if the folder exists already, the package is not a git repository,
  ///   or a reference cannot be found in its file.
  public func write(to folder: String) throws -> Int {
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw GradingProblem(
        "release: \(folder) exists already\n  cure: name a folder that does not exist")
    }
    let withheld = Self.withheld + (exercises.isEmpty ? [] : [Self.references])
    let paths = try trackedFiles().filter { path in
      !withheld.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
    let definitions = try withheldDefinitions(among: paths)
    for path in paths {
      let target = "\(folder)/\(path)"
      try WholeFile.makeFolder(for: target)
      if let definition = definitions[path] {
        try WholeFile.write(Data(definition.text.utf8), to: target)
      } else {
        try FileManager.default.copyItem(atPath: workplace.path(path), toPath: target)
      }
    }
    for exercise in exercises {
      let target = "\(folder)/Sources/Exercises/\(RecordedAnswers.name(of: exercise))"
      try WholeFile.makeFolder(for: target)
      try WholeFile.write(JSONEncoder().encode(RecordedAnswers(of: exercise)), to: target)
    }
    return paths.count + exercises.count
  }

  /// The definitions by path. All of them are prepared before anything is written: a copy that
  /// contains some references must never exist.
  private func withheldDefinitions(
    among paths: [String]
  ) throws -> [String: WithheldDefinition] {
    var definitions: [String: WithheldDefinition] = [:]
    if exercises.isEmpty { return definitions }
    for path in paths where path.hasPrefix("Sources/Exercises/Chapter") {
      let source = try String(contentsOfFile: workplace.path(path), encoding: .utf8)
      definitions[path] = WithheldDefinition(source)
    }
    guard definitions.count == exercises.count else {
      throw GradingProblem(
        "release: of \(exercises.count) exercises, \(definitions.count) have a definition whose "
          + "reference can be withheld\n  "
          + "cure: format the definitions in Sources/Exercises, with the reference at the end")
    }
    return definitions
  }

  private func trackedFiles() throws -> [String] {
    guard
      let text = workplace.output(
        of: "git", ["-C", workplace.root, "ls-files", "-z", "--cached"])
    else {
      throw GradingProblem(
        "release: git does not list the files of \(workplace.root)\n  "
          + "cure: release from a clone of the course")
    }
    return text.split(separator: "\0").map(String.init)
      .filter { FileManager.default.fileExists(atPath: workplace.path($0)) }
  }
}
