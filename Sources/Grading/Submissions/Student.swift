import Foundation
import Judge

/// Somebody who handed something in, and all that they handed in.
public struct Student: Sendable {
  /// The name of the folder or archive, without the suffix. It stands in reports only.
  public let name: String
  /// What was handed in, the earliest first; never empty.
  public let attempts: [Attempt]

  /// A name for files, which says nothing about the person.
  public var key: String { Digest(of: Array(name.utf8)).text }
}

/// One submission.
public struct Attempt: Sendable {
  /// Where it lies: a folder or an archive.
  public let path: String
  /// What it is called in reports.
  public let name: String
  /// When it was handed in, as its name or its metadata say; nil if they do not, and then the newest
  /// file of an exercise counts. The time of grading never does: grading again has to give the same.
  public let submitted: Date?

  /// What it holds for each exercise; a whole submission that cannot be read is refused.
  func findings(_ exercises: [Exercise]) -> (findings: [String: Finding], submitted: Date?) {
    do throws(ArchiveReader.Problem) {
      let read =
        ArchiveReader.isArchive(path)
        ? try ArchiveReader.read(path, exercises) : try FolderReader.read(path, exercises)
      return (read.findings, submitted ?? read.newest)
    } catch {
      let refused = exercises.map { ($0.id, Finding.refused(error.reason)) }
      return (Dictionary(uniqueKeysWithValues: refused), submitted)
    }
  }
}

extension Student {
  /// The students of a folder of submissions: one for each folder and archive in it.
  ///
  /// A student's folder that holds nothing but folders and archives whose names are times
  /// (`2026-11-20T18-30-00Z.zip`) holds attempts.
  ///
  /// - Throws: `GradingProblem` if the folder cannot be read, or is empty.
  public static func all(in folder: String) throws(GradingProblem) -> [Student] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw GradingProblem(
        "grade: the folder \(folder) cannot be read\n  cure: name a folder of submissions")
    }
    var students: [String: [Attempt]] = [:]
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      guard let isFolder = kind(of: path) else { continue }
      if isFolder {
        students[name, default: []] += attempts(in: path) ?? [attempt(path, name)]
      } else if ArchiveReader.isArchive(name) {
        let person = String(name.dropLast(suffix(of: name).count))
        students[person, default: []].append(attempt(path, person))
      }
    }
    guard !students.isEmpty else {
      throw GradingProblem(
        "grade: \(folder) holds no folder and no archive\n  "
          + "cure: name a folder with one folder or archive (zip, tar, tgz) for each student")
    }
    return students.keys.sorted().map { name in
      Student(
        name: name,
        attempts: students[name]!.sorted {
          ($0.submitted ?? .distantPast, $0.name) < ($1.submitted ?? .distantPast, $1.name)
        })
    }
  }

  /// Whether a path is a folder, or false for a plain file; nil for links and all else.
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

  /// The time that a name says: `2026-11-20T18-30-00Z`, with `-` or `:` between the numbers.
  static func time(in name: String) -> Date? {
    guard
      let match = name.firstMatch(
        of: /(\d{4}-\d{2}-\d{2})T(\d{2})[-:]?(\d{2})[-:]?(\d{2})Z?/)
    else { return nil }
    let (_, day, hour, minute, second) = match.output
    return try? Date("\(day)T\(hour):\(minute):\(second)Z", strategy: .iso8601)
  }

  /// What Gradescope writes beside a submission.
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
