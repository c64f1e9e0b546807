import Foundation
import Judge

/// Reads the files of exercises out of a folder, following no link, up to a depth and a number.
///
/// Each folder is opened relative to the one that contains it and never by its whole path: between
/// the check and the read somebody could replace any part of the path by a link.
enum FolderReader {
  /// The number of folder levels that are searched.
  static let deepest = 12
  /// The number of entries that are read.
  static let mostEntries = 20_000

  /// What a folder holds for each exercise, and when the newest of these files was changed.
  static func read(
    _ folder: String, _ exercises: [Exercise]
  ) throws(ArchiveReader.Problem) -> (findings: [String: Finding], newest: Date?) {
    guard let root = OpenFolder(folder) else {
      throw ArchiveReader.Problem(
        reason: "the folder cannot be read: \(String(cString: strerror(errno)))")
    }
    var files = ExpectedFiles(exercises)
    var newest: Date?
    var entries = 0
    var waiting: [[String]] = [[]]
    while let path = waiting.popLast() {
      guard let folder = root.folder(at: path) else { continue }
      for name in folder.names(atMost: mostEntries + 1 - entries) {
        entries += 1
        guard entries <= mostEntries else {
          throw ArchiveReader.Problem(reason: "the folder has more than \(mostEntries) entries")
        }
        let inside = (path + [name]).joined(separator: "/")
        var status = stat()
        guard fstatat(folder.file, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
        if let exercise = files.exercise(for: inside) {
          let finding = SubmittedFile.read(openat(folder.file, name, SubmittedFile.flags))
          files.take(finding, for: exercise, at: inside)
          if let date = SubmittedFile.date(status.st_mtim.tv_sec) {
            newest = max(newest ?? date, date)
          }
        } else if status.st_mode & S_IFMT == S_IFDIR, path.count < deepest,
          !name.hasPrefix(".build")
        {
          waiting.append(path + [name])
        }
      }
    }
    return (files.findings, newest)
  }
}

/// An open folder: it stays the same folder even if something else takes its path.
private final class OpenFolder {
  let file: Int32
  private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

  init?(_ path: String) {
    file = open(path, Self.flags)
    if file < 0 { return nil }
  }

  private init?(_ name: String, in folder: OpenFolder) {
    file = openat(folder.file, name, Self.flags)
    if file < 0 { return nil }
  }

  deinit { if file >= 0 { close(file) } }

  /// A folder below this one, opened part by part; nil if a part is not a folder, or is a link.
  func folder(at path: [String]) -> OpenFolder? {
    // An open folder's entries can be listed once; opened again, it starts from the first.
    var folder = OpenFolder(".", in: self)
    for name in path { folder = folder.flatMap { OpenFolder(name, in: $0) } }
    return folder
  }

  /// The names in it, in order.
  func names(atMost most: Int) -> [String] {
    let copy = dup(file)
    guard let list = fdopendir(copy) else {
      close(copy)
      return []
    }
    defer { closedir(list) }
    var names: [String] = []
    while names.count < most, let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
