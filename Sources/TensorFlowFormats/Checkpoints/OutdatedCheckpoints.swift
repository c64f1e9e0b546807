import FileAccess
import Foundation

/// The checkpoints of a folder that are to be deleted, listed in a file beside them until they are.
///
/// A program can be killed after the state of a folder has stopped naming a checkpoint and before
/// the checkpoint's files are deleted. Deleting whatever the state does not name would find these
/// files, and others that were written on purpose. So the names are written down first: the next
/// save deletes them, and nothing else.
struct OutdatedCheckpoints {
  private let folder: URL
  /// What the names of the folder's checkpoints begin with.
  private let name: String

  init(in folder: URL, of name: String) {
    self.folder = folder
    self.name = name
  }

  private var file: URL { folder.appendingPathComponent(name + ".outdated") }

  /// The names that a program which ended early has left; none if there is no such file.
  var names: [String] {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(whereSeparator: \.isNewline).map(String.init).filter(isOwn)
  }

  /// Whether a checkpoint's name is one that the manager of this folder gives: whatever the file
  /// says, nothing else is deleted because of it.
  private func isOwn(_ checkpoint: String) -> Bool {
    guard checkpoint.hasPrefix(name + "-"), !checkpoint.contains("/") else { return false }
    let number = checkpoint.dropFirst(name.count + 1)
    return !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Records which checkpoints will be deleted.
  ///
  /// - Throws: `FormatError` if the file cannot be written.
  func announce(_ checkpoints: [String]) throws(FormatError) {
    do {
      try WholeFile.write(
        Data(checkpoints.filter(isOwn).map { $0 + "\n" }.joined().utf8), to: file.path)
    } catch {
      throw FormatError(file.path, "it cannot be written: \(error.problem)", cure: error.cure)
    }
  }

  /// Deletes all files of checkpoints, and then the list.
  func delete(_ prefixes: [URL]) {
    let files = FileManager.default
    for prefix in prefixes {
      let folder = prefix.deletingLastPathComponent()
      // The index first: without it the other files are not a checkpoint.
      try? files.removeItem(atPath: prefix.path + ".index")
      for file in (try? files.contentsOfDirectory(atPath: folder.path)) ?? []
      where file.hasPrefix(prefix.lastPathComponent + ".data-") {
        try? files.removeItem(at: folder.appendingPathComponent(file))
      }
    }
    try? files.removeItem(at: file)
  }
}
