import FileAccess
import Foundation

/// The records of a class, a file for each attempt.
///
/// A record is written to a temporary file and moved into place, so that a grader that is killed
/// leaves a complete record or none. An attempt with a record of the same key is not judged again.
struct RecordStore {
  let folder: String

  /// The name of a record's file reveals nothing about the student.
  func path(_ student: Student, _ attempt: Int) -> String {
    "\(folder)/\(student.key)-\(attempt + 1).json"
  }

  /// A record with this key, if there is one.
  func record(_ student: Student, _ attempt: Int, key: String) -> StudentRecord? {
    guard let record = record(student, attempt), record.key == key, record.regrade.isEmpty else {
      return nil
    }
    return record
  }

  /// A record with any key; an unreadable one counts as missing.
  func record(_ student: Student, _ attempt: Int) -> StudentRecord? {
    guard let bytes = FileManager.default.contents(atPath: path(student, attempt)),
      var record = try? Self.decoder.decode(StudentRecord.self, from: bytes)
    else { return nil }
    record.student = student.name
    record.attempt = student.attempts[attempt].name
    return record
  }

  func write(_ record: StudentRecord, of student: Student, _ attempt: Int) throws {
    let path = path(student, attempt)
    // Names appear only in reports, which take them from the submissions.
    var record = record
    record.student = student.key
    record.attempt = "\(attempt + 1)"
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Self.encoder.encode(record) + Data("\n".utf8), to: path)
  }

  static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }()

  /// Other systems expect names with underscores.
  static let snakeCaseEncoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }()

  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }()
}
