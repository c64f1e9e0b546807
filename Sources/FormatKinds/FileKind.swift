import Foundation

/// A kind of file of which examples are written and checked, in a folder of its own.
package protocol FileKind: Sendable {
  /// The name of its folder, and on the command line.
  var name: String { get }

  /// Writes examples into a folder, with what a reader must find in them.
  func write(to folder: URL) throws

  /// Reads the files of a folder and compares them with what they must hold.
  func check(_ folder: URL, _ report: CheckReport) throws
}

extension FileKind {
  /// What a folder says that its files must hold, by the files' names without an ending.
  func expectations(in folder: URL) throws -> [(name: String, expected: Expected)] {
    let ending = ".expected.json"
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(ending) }.sorted()
      .map {
        (String($0.dropLast(ending.count)), try Expected.read(folder.appendingPathComponent($0)))
      }
  }
}

/// What was compared, and how many comparisons failed; each prints a line.
package final class CheckReport {
  /// How many comparisons there were.
  package private(set) var count = 0
  /// How many of them failed.
  package private(set) var failures = 0

  /// A report of nothing yet.
  package init() {}

  /// One comparison: `problem` says what is wrong, nil if nothing is; an error counts as wrong.
  func compare(_ name: String, _ problem: () throws -> String?) {
    count += 1
    let found: String?
    do { found = try problem() } catch { found = "\(error)" }
    if let found {
      failures += 1
      print("FAILED  \(name): \(found)")
    } else {
      print("ok      \(name)")
    }
  }
}
