import Foundation

/// A kind of file whose examples are written and checked in a separate folder.
package protocol FileKind: Sendable {
  /// The name of its folder, also used on the command line.
  var name: String { get }

  /// Writes examples into a folder, with what a reader must find in them.
  func write(to folder: URL) throws

  /// Reads the files of a folder and compares them with what they must hold.
  func check(_ folder: URL, _ report: CheckReport) throws
}

extension FileKind {
  /// What a folder's files must hold, by file name without extension.
  func expectations(in folder: URL) throws -> [(name: String, expected: Expected)] {
    let ending = ".expected.json"
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(ending) }.sorted()
      .map {
        (String($0.dropLast(ending.count)), try Expected.read(folder.appendingPathComponent($0)))
      }
  }
}

/// Counts comparisons and failures; each comparison prints a line.
package final class CheckReport {
  /// The number of comparisons.
  package private(set) var count = 0
  /// The number of failures.
  package private(set) var failures = 0

  /// An empty report.
  package init() {}

  /// One comparison: `problem` returns what is wrong, or nil; an error counts as a failure.
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
