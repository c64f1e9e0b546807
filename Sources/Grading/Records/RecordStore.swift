import FileAccess
import Foundation

/// The records of a class, a file for each attempt.
///
/// A record is written beside its place and moved there, so that a grader that is killed leaves a
/// record or none, never a part of one. What is found with the same key is not judged again.
struct RecordStore {
  let folder: String

  /// The name of a record's file says nothing about the student.
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

  /// A record of any key; one that cannot be read is none.
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
    // Names stand in reports only, which are made from the submissions again.
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

  /// What other systems read has names with underscores.
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
