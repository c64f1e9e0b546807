import FileAccess
import Foundation
import Judge

/// All views of a class's records, as files. They are created again from the records each time.
public struct ClassReports {
  private let rows: [ClassRow]

  /// The reports of a class.
  public init(_ rows: [ClassRow]) { self.rows = rows }

  /// Writes `class.csv`, `junit.xml`, `report/`, `gradescope/` and `exercism/`.
  ///
  /// - Throws: an error of the file system that names the path.
  public func write(to folder: String) throws {
    try write(ClassTable(rows: rows).text, "\(folder)/class.csv")
    try write(JUnitReport(rows: rows).text, "\(folder)/junit.xml")
    let pages = ClassPages(rows: rows)
    try write(pages.index, "\(folder)/report/index.html")
    for row in rows {
      try write(pages.page(of: row), "\(folder)/report/\(row.pageName).html")
      try write(GradescopeResults(row.record), "\(folder)/gradescope/\(row.pageName).json")
      try write(ExercismReport(row.record), "\(folder)/exercism/\(row.pageName).json")
    }
  }

  private func write(_ value: some Encodable, _ path: String) throws {
    try write(
      String(decoding: RecordStore.snakeCaseEncoder.encode(value), as: UTF8.self) + "\n", path)
  }

  private func write(_ text: String, _ path: String) throws {
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(Data(text.utf8), to: path)
  }
}

/// Files laid out for JPlag, which compares the texts of a class: `java -jar jplag.jar -l swift`.
///
/// Tapestry has no detector of its own, since JPlag reads Swift.
public struct JPlagLayout {
  private let assignment: Assignment

  /// A layout of an assignment's files.
  public init(_ assignment: Assignment) { self.assignment = assignment }

  /// Writes `submissions/STUDENT/…` and `base/`, the stubs that all have in common.
  ///
  /// - Throws: an error of the file system that names the path.
  public func write(_ students: [Student], to folder: String) throws {
    for exercise in assignment.exercises {
      try write(Data(exercise.stub.utf8), "\(folder)/base/\(exercise.fileName).swift")
    }
    for student in students {
      let (findings, _) = student.attempts.last!.findings(assignment.exercises)
      for exercise in assignment.exercises {
        guard case .file(let bytes) = findings[exercise.id] else { continue }
        let name = student.name.replacing("/", with: "_")
        try write(Data(bytes), "\(folder)/submissions/\(name)/\(exercise.fileName).swift")
      }
    }
  }

  private func write(_ data: Data, _ path: String) throws {
    try WholeFile.makeFolder(for: path)
    try WholeFile.write(data, to: path)
  }
}
