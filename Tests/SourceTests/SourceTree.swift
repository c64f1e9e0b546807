import Foundation

/// The sources of the package as text.
enum SourceTree {
  /// The package's own folder, from the position of this file in it.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The Swift files of a target, sorted, with their paths from the package's folder.
  static func files(of target: String) throws -> [(path: String, text: String)] {
    try files(paths(of: target, endings: [".swift"]))
  }

  /// The Swift and C files below a folder of the package, without generated messages.
  static func files(below folder: String) throws -> [(path: String, text: String)] {
    try files(
      paths(below: folder, endings: [".swift", ".c", ".h"]).filter { !$0.hasSuffix(".pb.swift") })
  }

  /// The paths of a target's Swift and C files, without the headers that declare what C offers to
  /// Swift.
  static func codePaths(of target: String) -> Set<String> {
    Set(
      paths(of: target, endings: [".swift", ".c", ".h"]).filter {
        !$0.hasPrefix("Sources/\(target)/include/")
      })
  }

  private static func paths(of target: String, endings: [String]) -> [String] {
    paths(below: "Sources/\(target)", endings: endings)
  }

  private static func paths(below folder: String, endings: [String]) -> [String] {
    let root = package.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { path in endings.contains { path.hasSuffix($0) } }.sorted()
      .map { "\(folder)/\($0)" }
  }

  private static func files(_ paths: [String]) throws -> [(path: String, text: String)] {
    try paths.map {
      ($0, try String(contentsOf: package.appendingPathComponent($0), encoding: .utf8))
    }
  }

  /// The folders that a target's guide leads to, in its order.
  static func readingOrder(below root: URL) throws -> [String] {
    let guide = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    return guide.matches(of: #/\]\(([A-Za-z0-9/]+)/README\.md\)/#).map { String($0.output.1) }
  }

  /// The Swift files of one folder, without those of the folders inside.
  static func swiftFiles(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }.sorted()
  }

  /// The folders below a target's own that hold Swift or C files.
  static func foldersWithCode(below root: URL) -> Set<String> {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return Set(
      (paths ?? []).filter { ($0.hasSuffix(".swift") || $0.hasSuffix(".c")) && $0.contains("/") }
        .map { String($0[..<$0.lastIndex(of: "/")!]) })
  }

  /// Swift without comments and without the characters of string literals.
  static func code(in text: String) -> String {
    text.replacing(#/"""[\s\S]*?"""/#, with: "\"\"")
      .replacing(#//\*[\s\S]*?\*//#, with: "")
      .replacing(#/"(?:\\.|[^"\\\n])*"/#, with: "\"\"")
      .replacing(#///[^\n]*/#, with: "")
  }
}
