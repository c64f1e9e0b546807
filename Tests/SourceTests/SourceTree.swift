import Foundation

/// The sources of the engine as text: folders in reading order, and what each declares and uses.
///
/// A scanner of words, no parser: it knows that declarations at the margin can be seen from other
/// files, and that a name which a file declares itself is the file's own. A parser would be a
/// dependency of two minutes' building for what words decide.
struct SourceTree {
  struct File {
    let folder: String
    let name: String
    /// The code without comments and without what stands in string literals.
    let code: String
  }

  /// Folders in reading order, relative to the root.
  let folders: [String]
  let files: [File]

  /// The package's own folder, from where this file stands in it.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The files of the folders that the guide at the root links to, in its order.
  init(root: URL) throws {
    let guide = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    folders = guide.matches(of: #/\]\(([A-Za-z0-9/]+)/README\.md\)/#).map { String($0.output.1) }
    files = try folders.flatMap { folder in
      try Self.swiftFiles(in: root.appendingPathComponent(folder)).map { name in
        let url = root.appendingPathComponent("\(folder)/\(name)")
        return File(
          folder: folder, name: name,
          code: Self.code(in: try String(contentsOf: url, encoding: .utf8)))
      }
    }
  }

  /// The Swift files of one folder, without those of the folders inside.
  static func swiftFiles(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }.sorted()
  }

  /// The folders below the root that hold Swift files.
  static func foldersWithCode(below root: URL) -> Set<String> {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return Set(
      paths.filter { $0.hasSuffix(".swift") && $0.contains("/") }
        .map { String($0[..<$0.lastIndex(of: "/")!]) })
  }

  /// Swift without comments and without the characters of string literals.
  static func code(in text: String) -> String {
    text.replacing(#/"""[\s\S]*?"""/#, with: "\"\"")
      .replacing(#//\*[\s\S]*?\*//#, with: "")
      .replacing(#/"(?:\\.|[^"\\\n])*"/#, with: "\"\"")
      .replacing(#///[^\n]*/#, with: "")
  }

  /// What the other files of the module can name: types, functions and values at the margin.
  static func declarations(in code: String) -> Set<String> {
    let pattern =
      #/(?m)^(?:@\w+(?:\([^)\n]*\))?\s+)*((?:[a-z]+(?:\(\w+\))?\s+)*)(?:struct|class|enum|protocol|typealias|func|actor|let|var)\s+(\w+)/#
    return Set(
      code.matches(of: pattern)
        .filter { !$0.output.1.contains("private") }
        .map { String($0.output.2) })
  }

  /// The names that a file uses from elsewhere: types by their capital, functions by being called,
  /// neither as members of something nor declared anywhere in the file itself.
  static func uses(in code: String) -> Set<String> {
    let own = Set(
      code.matches(of: #/\b(?:func|let|var|case|struct|class|enum|typealias|protocol)\s+(\w+)/#)
        .map { String($0.output.1) })
    let called = code.matches(of: #/(?<![\w.@#])([a-z]\w*)\(/#).map { String($0.output.1) }
    let types = code.matches(of: #/(?<![\w.])([A-Z]\w*)\b(?!\s*:[^:])/#).map { String($0.output.1) }
    return Set(called + types).subtracting(own)
  }
}
