import ExerciseKit
import Foundation

/// What the reference of an exercise throws in a copy of the course for students, which contains
/// right answers only to the cases that students see.
///
/// ```swift
/// reference: { (a: [Int], b: [Int]) -> [Int]? in throw Withheld() }
/// ```
public struct Withheld: Error, CustomStringConvertible {
  private let definition: String

  /// Reports that a definition has no reference.
  ///
  /// - Parameters:
  ///   - definition: the definition's file; the answers are in a folder near it.
  public init(_ definition: String = #filePath) { self.definition = definition }

  /// What is missing, and the cure.
  public var description: String {
    "\(definition): this copy of the course answers only the cases that students see\n  "
      + "cure: grade with the course that the copy was made from"
  }

  /// The recorded answer to a case that students see.
  ///
  /// - Throws: `Workplace.Problem` if there is none, although there should be.
  func answer(of exercise: Exercise, check: Int, case index: Int) throws -> [Datum] {
    let root = URL(fileURLWithPath: definition).deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appendingPathComponent(RecordedAnswers.name(of: exercise))
    let problem = { (words: String) in
      Workplace.Problem(
        "exercise \(exercise.id): \(file.path) \(words)\n  "
          + "cure: take the file from the course as it was handed out")
    }
    guard let bytes = try? Data(contentsOf: file) else {
      throw problem("with the right answers cannot be read")
    }
    guard let recorded = try? JSONDecoder().decode(RecordedAnswers.self, from: bytes) else {
      throw problem("is damaged: it holds no right answers")
    }
    guard check < recorded.checks.count, index < recorded.checks[check].count else {
      throw problem("holds no answer to case \(index + 1) of check \(check + 1)")
    }
    guard let answer = Data(base64Encoded: recorded.checks[check][index]),
      case .list(let data) = try? Datum(bytes: [UInt8](answer))
    else {
      throw problem("is damaged: the answer to case \(index + 1) of check \(check + 1) is none")
    }
    return data
  }
}

/// The right answers to the cases of an exercise that students see, by check and case.
///
/// By position and not by question: functions of the system's library may round a question
/// differently on another machine.
package struct RecordedAnswers: Codable {
  fileprivate(set) var checks: [[String]]

  /// Asks the reference.
  package init(of exercise: Exercise) throws {
    checks = try exercise.checks.enumerated().map { index, check in
      var random = CaseRandom(seed: CaseSeed.shown, check: index)
      return try check.cases(&random).map { item in
        Data(Datum.list(try exercise.expected(item.arguments)).bytes).base64EncodedString()
      }
    }
  }

  /// The path of its file below the folder of the exercises.
  package static func name(of exercise: Exercise) -> String {
    "Fingerprints/Answers/\(exercise.id).json"
  }
}
