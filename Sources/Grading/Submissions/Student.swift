import Foundation
import Judge

/// A student, and everything that the student handed in.
public struct Student: Sendable {
  /// The name of the folder or archive, without the suffix. It appears only in reports.
  public let name: String
  /// What was handed in, the earliest first; never empty.
  public let attempts: [Attempt]

  /// The name of the student's files, which reveals nothing about the person.
  public var key: String { Digest(of: Array(name.utf8)).text }
}

/// One submission.
public struct Attempt: Sendable {
  /// The path of the folder or archive.
  public let path: String
  /// Its name in reports.
  public let name: String
  /// When it was handed in, according to its name or its metadata. If neither says (nil), the time
  /// of the newest file of an exercise counts. The time of grading never does, since grading again
  /// has to give the same result.
  public let submitted: Date?

  /// What it holds for each exercise; a submission that cannot be read is rejected as a whole.
  func findings(_ exercises: [Exercise]) -> (findings: [String: Finding], submitted: Date?) {
    do throws(ArchiveReader.Problem) {
      let read = try read(exercises)
      return (read.findings, submitted ?? read.newest)
    } catch {
      let refused = exercises.map { ($0.id, Finding.refused(error.reason)) }
      return (Dictionary(uniqueKeysWithValues: refused), submitted)
    }
  }

  private func read(
    _ exercises: [Exercise]
  ) throws(ArchiveReader.Problem) -> (findings: [String: Finding], newest: Date?) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw ArchiveReader.Problem(
        reason: "the submission cannot be read: \(String(cString: strerror(errno)))")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: break
    case S_IFREG where ArchiveReader.isArchive(path):
      return try ArchiveReader.read(path, exercises)
    case S_IFLNK: throw ArchiveReader.Problem(reason: "the submission is a link")
    default:
      throw ArchiveReader.Problem(
        reason: "the submission is neither a folder nor an archive (zip, tar, tgz)")
    }
    let inFolder = try FolderReader.read(path, exercises)
    guard inFolder.findings.values.allSatisfy({ $0 == .missing }) else { return inFolder }
    // Learning platforms export a folder for each student, with the archive in it.
    let archives = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { !$0.hasPrefix(".") && ArchiveReader.isArchive($0) }
      .map { "\(path)/\($0)" }
    guard let archive = archives.first, lstat(archive, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return inFolder }
    guard archives.count == 1 else {
      throw ArchiveReader.Problem(reason: "there are several archives: hand in one of them")
    }
    return try ArchiveReader.read(archive, exercises)
  }
}

extension Student {
  /// The students of a folder of submissions: one for each entry, since no student may be without a
  /// row. What is neither a folder nor an archive is rejected when it is read. Hidden files are
  /// ignored.
  ///
  /// If a student's folder contains only folders and archives whose names are times
  /// (`2026-11-20T18-30-00Z.zip`), these are attempts.
  ///
  /// - Throws: `GradingProblem` if the folder cannot be read, or is empty.
  public static func all(in folder: String) throws(GradingProblem) -> [Student] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw GradingProblem(
        "grade: the folder \(folder) cannot be read\n  cure: name a folder of submissions")
    }
    // Keyed by bytes: as strings, names that differ only in how a letter is composed are equal.
    var students: [[UInt8]: [Attempt]] = [:]
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      let isFolder = kind(of: path) == true
      let person =
        isFolder || !ArchiveReader.isArchive(name)
        ? name : String(name.dropLast(suffix(of: name).count))
      students[Array(person.utf8), default: []] +=
        (isFolder ? attempts(in: path) : nil) ?? [attempt(path, person)]
    }
    guard !students.isEmpty else {
      throw GradingProblem(
        "grade: \(folder) holds neither folders nor archives\n  "
          + "cure: name a folder with one folder or archive (zip, tar, tgz) for each student")
    }
    return students.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { name in
      Student(
        name: String(decoding: name, as: UTF8.self),
        attempts: students[name]!.sorted {
          ($0.submitted ?? .distantPast, $0.path) < ($1.submitted ?? .distantPast, $1.path)
        })
    }
  }

  /// True for a folder, false for a regular file; nil for links and everything else.
  private static func kind(of path: String) -> Bool? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return true
    case S_IFREG: return false
    default: return nil
    }
  }

  private static func attempts(in folder: String) -> [Attempt]? {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
    guard !names.isEmpty else { return nil }
    var attempts: [Attempt] = []
    for name in names {
      guard let isFolder = kind(of: "\(folder)/\(name)"), isFolder || ArchiveReader.isArchive(name),
        time(in: name) != nil
      else { return nil }
      attempts.append(attempt("\(folder)/\(name)", name))
    }
    return attempts
  }

  private static func attempt(_ path: String, _ name: String) -> Attempt {
    Attempt(path: path, name: name, submitted: time(in: name) ?? gradescopeTime(path))
  }

  private static func suffix(of name: String) -> String {
    ArchiveReader.suffixes.filter { name.lowercased().hasSuffix($0) }.max { $0.count < $1.count }
      ?? ""
  }

  /// The time in a name: `2026-11-20T18-30-00Z`, with `-` or `:` between the numbers.
  static func time(in name: String) -> Date? {
    guard
      let match = name.firstMatch(
        of: /(\d{4}-\d{2}-\d{2})T(\d{2})[-:]?(\d{2})[-:]?(\d{2})Z?/)
    else { return nil }
    let (_, day, hour, minute, second) = match.output
    let date = try? Date("\(day)T\(hour):\(minute):\(second)Z", strategy: .iso8601)
    return date.flatMap { SubmittedFile.date(Int($0.timeIntervalSince1970)) }
  }

  /// The metadata that Gradescope writes beside a submission.
  private static func gradescopeTime(_ path: String) -> Date? {
    guard
      case .file(let bytes) = SubmittedFile.read("\(path)/submission_metadata.json"),
      let metadata = try? Self.snakeCase.decode(Metadata.self, from: Data(bytes))
    else { return nil }
    return Deadlines.date(metadata.createdAt)
  }

  private static let snakeCase: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  private struct Metadata: Decodable {
    let createdAt: String
  }
}
