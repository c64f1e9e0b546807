import Foundation

/// The sources of the package as text.
enum SourceTree {
  /// The package's own folder, from where this file stands in it.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files of a target, sorted, with their paths from the package's folder.
  static func files(of target: String) throws -> [(path: String, text: String)] {
    let root = package.appendingPathComponent("Sources/\(target)")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return try (paths ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let file = root.appendingPathComponent(path)
      return ("Sources/\(target)/\(path)", try String(contentsOf: file, encoding: .utf8))
    }
  }

  /// Swift without comments and without the characters of string literals.
  static func code(in text: String) -> String {
    text.replacing(#/"""[\s\S]*?"""/#, with: "\"\"")
      .replacing(#//\*[\s\S]*?\*//#, with: "")
      .replacing(#/"(?:\\.|[^"\\\n])*"/#, with: "\"\"")
      .replacing(#///[^\n]*/#, with: "")
  }
}
