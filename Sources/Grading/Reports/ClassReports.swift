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
