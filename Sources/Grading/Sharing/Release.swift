import FileAccess
import Foundation
import Judge

/// The copy of the course that students get: all that git knows, without solutions, wrong answers
/// and the tests that need them.
///
/// What the copy keeps of the wrong answers are their fingerprints for the cases that students see:
/// enough to name a mistake, not enough to copy a solution. Seeds of hidden cases are in no file of
/// the course at all.
public struct Release {
  /// Folders and files that stay behind, below the package's root: answers, tests that need them,
  /// and the progress of whoever makes the copy.
  static let withheld = [
    ".course", "Tests/ExerciseTests", "Tests/GradingTests", "Tests/JudgeTests/CapstoneTests.swift",
    "Tests/JudgeTests/DevCheckTests.swift", "Tests/JudgeTests/WatchTests.swift",
  ]

  private let workplace: Workplace

  /// A release of a workplace's package.
  public init(_ workplace: Workplace) { self.workplace = workplace }

  /// Writes the copy into a new folder; returns how many files it has.
  ///
  /// - Throws: `GradingProblem` if the folder is there already, or the package is no git
  ///   repository.
  public func write(to folder: String) throws -> Int {
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw GradingProblem(
        "release: \(folder) is there already\n  cure: name a folder that is to be made")
    }
    let paths = try trackedFiles().filter { path in
      !Self.withheld.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
    for path in paths {
      let target = "\(folder)/\(path)"
      try WholeFile.makeFolder(for: target)
      try FileManager.default.copyItem(atPath: workplace.path(path), toPath: target)
    }
    return paths.count
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
