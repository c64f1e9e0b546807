import Foundation

/// A folder for one test, removed with the last reference to it.
public final class TemporaryFolder {
  /// Where it is.
  public let url: URL

  /// An empty folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("tapestry-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Where a file of the folder is.
  public func file(_ path: String) -> URL { url.appendingPathComponent(path) }

  /// Writes a file, and creates the folders on the path to it.
  public func write(_ text: String, to path: String) throws {
    try FileManager.default.createDirectory(
      at: file(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file(path))
  }

  /// A file's text.
  public func read(_ path: String) throws -> String {
    try String(contentsOf: file(path), encoding: .utf8)
  }

  /// The names in the folder, hidden ones too: a draft left behind would be hidden.
  public func names(in path: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(path).path).sorted()
  }
}
