import Foundation
import Judge

/// Reads the files of exercises out of a folder, through no link and not without end.
enum FolderReader {
  /// Levels of folders that are looked into.
  static let deepest = 12
  /// Names that are looked at.
  static let mostEntries = 20_000

  /// What a folder holds for each exercise, and when the newest of these files was changed.
  static func read(
    _ folder: String, _ exercises: [Exercise]
  ) throws(ArchiveReader.Problem) -> (findings: [String: Finding], newest: Date?) {
    var files = ExpectedFiles(exercises)
    var newest: Date?
    var entries = 0
    var waiting = [(path: "", depth: 0)]
    while let (path, depth) = waiting.popLast() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)")) ?? []
      for name in names.sorted() {
        entries += 1
        guard entries <= mostEntries else {
          throw ArchiveReader.Problem(reason: "the folder has more than \(mostEntries) entries")
        }
        let inside = path.isEmpty ? name : "\(path)/\(name)"
        var status = stat()
        guard lstat("\(folder)/\(inside)", &status) == 0 else { continue }
        if let exercise = files.exercise(for: inside) {
          files.take(SubmittedFile.read("\(folder)/\(inside)"), for: exercise, at: inside)
          let date = Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec))
          newest = max(newest ?? date, date)
        } else if status.st_mode & S_IFMT == S_IFDIR, depth < deepest, !name.hasPrefix(".build") {
          waiting.append((inside, depth + 1))
        }
      }
    }
    return (files.findings, newest)
  }
}
