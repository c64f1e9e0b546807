import Foundation
import Judge

/// What a submission holds for one exercise.
public enum Finding: Sendable, Equatable {
  /// The bytes of the student's file, not yet examined.
  case file([UInt8])
  case missing
  /// It exists but is rejected, with the reason for the student.
  case refused(String)
}

/// Picks the exercises' files out of everything that a submission holds.
///
/// Only files with the names of exercises are read, and nothing is extracted: so no name can lead
/// out of a folder, and no archive can fill a disk. A file counts unless the innermost chapter's
/// folder that it is in is another chapter's: students hand in the package, a chapter, a folder or
/// the bare files.
struct ExpectedFiles {
  private let byName: [String: Exercise]
  private var found: [String: (depth: Int, finding: Finding)] = [:]

  init(_ exercises: [Exercise]) {
    byName = Dictionary(uniqueKeysWithValues: exercises.map { ("\($0.fileName).swift", $0) })
  }

  /// The exercise that a path names; nil for all other files.
  ///
  /// Names are compared in composed form, because those from a Mac are decomposed.
  func exercise(for path: String) -> Exercise? {
    let parts = path.replacing("\\", with: "/").precomposedStringWithCanonicalMapping
      .split(separator: "/")
    guard let name = parts.last, let exercise = byName[String(name)] else { return nil }
    let chapters = parts.dropLast().filter { $0.wholeMatch(of: /[Cc]hapter ?[0-9]/) != nil }
    let isElsewhere = chapters.last.map { !$0.hasSuffix("\(exercise.chapter)") } ?? false
    return isElsewhere || parts.contains("__MACOSX") ? nil : exercise
  }

  /// Takes the file at a path of the submission. Of two files for one exercise the one higher up
  /// counts; if they differ at the same depth neither does, since either may be meant.
  mutating func take(_ finding: Finding, for exercise: Exercise, at path: String) {
    let depth = path.split(separator: "/").count
    guard let before = found[exercise.id], before.depth <= depth else {
      found[exercise.id] = (depth, finding)
      return
    }
    guard before.depth == depth, before.finding != finding else { return }
    found[exercise.id] = (
      depth, .refused("there are two files '\(exercise.fileName).swift': hand in one of them")
    )
  }

  /// What was found for each exercise, by its id.
  var findings: [String: Finding] {
    Dictionary(
      uniqueKeysWithValues: byName.values.map { ($0.id, found[$0.id]?.finding ?? .missing) })
  }
}
