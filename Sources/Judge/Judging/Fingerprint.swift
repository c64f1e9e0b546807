import ExerciseKit
import Foundation

/// Which cases a wrong solution answers wrongly, and what it answers to the first of them.
///
/// Two solutions with the same mistake give the same wrong answers to the same questions, however
/// they are written. So a mistake is recognized without the source of a wrong solution, which
/// students do not get.
struct Fingerprint: Sendable, Equatable, Codable {
  /// How the run ended: `failed`, if every case was answered.
  var category: Category
  /// The indices of the cases that were answered wrongly, or not at all.
  var wrong: [Int] = []
  /// The answers to the first of these, as bytes in base64.
  var answers: [String] = []
  /// What the last case ended in: the first line of an error's text or of a crash's cause.
  ///
  /// Without it any crash at a case would be taken for the mistake that is known to crash there.
  var detail = ""

  /// The number of answers that are kept: enough, with the set of wrong cases, to tell mistakes
  /// apart.
  static let most = 12

  /// The number of bytes kept of an answer: a wrong answer can be as long as a frame.
  static let mostBytes = 1 << 20

  /// Whether another run makes the same mistake, within the cases' tolerances.
  func matches(_ other: Fingerprint, _ cases: [PreparedCase]) -> Bool {
    guard category == other.category, wrong == other.wrong, detail == other.detail,
      answers.count == other.answers.count
    else { return false }
    return zip(wrong, zip(answers, other.answers)).allSatisfy { index, pair in
      guard pair.0 != pair.1 else { return true }
      guard index < cases.count, let first = Self.data(pair.0), let second = Self.data(pair.1)
      else {
        return false
      }
      return firstDifference(.list(first), .list(second), cases[index].tolerance) == nil
    }
  }

  mutating func append(_ index: Int, _ answer: [Datum]?) {
    wrong.append(index)
    guard let answer, answers.count < Self.most, answers.count == wrong.count - 1 else { return }
    let bytes = Datum.list(answer).bytes
    answers.append(Data(bytes.prefix(Self.mostBytes)).base64EncodedString())
  }

  private static func data(_ text: String) -> [Datum]? {
    guard let bytes = Data(base64Encoded: text),
      case .list(let data) = try? Datum(bytes: [UInt8](bytes))
    else { return nil }
    return data
  }
}

/// The fingerprints of an exercise's mistakes on the cases that students see.
struct Fingerprints: Codable, Equatable {
  var mistakes: [String: Fingerprint] = [:]

  /// The recorded ones; none if there is no file yet.
  init(of exercise: Exercise, at workplace: Workplace) {
    let path = workplace.path(exercise.fingerprintsPath)
    guard let bytes = FileManager.default.contents(atPath: path),
      let recorded = try? JSONDecoder().decode(Self.self, from: bytes)
    else { return }
    self = recorded
  }

  init(_ mistakes: [String: Fingerprint]) { self.mistakes = mistakes }

  func write(for exercise: Exercise, at workplace: Workplace) throws {
    let url = URL(fileURLWithPath: workplace.path(exercise.fingerprintsPath))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try (encoder.encode(self) + Data("\n".utf8)).write(to: url)
  }
}
