import Foundation
import Testing

/// The engine reads from its first folder to its last: none uses what a later one declares.
@Suite struct ReadingOrderTests {
  /// What points forward all the same, with the reason. An entry that is no longer needed fails.
  static let exceptions: [Exception] = []

  struct Exception: Hashable {
    let file: String
    let name: String
    let why: String
  }

  /// A name that a file uses and a later folder declares.
  struct ForwardUse: Hashable, CustomStringConvertible {
    let file: String
    let name: String
    let declaredIn: String
    var description: String { "\(file) uses \(name), which \(declaredIn) declares" }
  }

  @Test func `no folder of the engine uses a declaration of a later one`() throws {
    let root = SourceTree.package.appendingPathComponent("Sources/Tapestry")
    let found = Self.forwardUses(of: try SourceTree(root: root))
    let allowed = Set(Self.exceptions.map { "\($0.file) \($0.name)" })
    for use in found where !allowed.contains("\(use.file) \(use.name)") {
      Issue.record("\(use); move one of the two, or state the exception with its reason")
    }
    let met = Set(found.map { "\($0.file) \($0.name)" })
    for exception in Self.exceptions where !met.contains("\(exception.file) \(exception.name)") {
      Issue.record("\(exception.file) does not use \(exception.name): remove the exception")
    }
  }

  @Test func `a use of a later folder is found, also of a function`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("reading-order-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in [
      "README.md": "[a](First/README.md) and [b](Second/README.md)",
      "First/A.swift": "struct A { let b: B; func f() { g(1); /* h() */ print(\"h()\") } }",
      "Second/B.swift": "struct B {}\nfunc g(_ x: Int) {}\nfunc h() {}\nprivate func f() {}",
    ] {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let found = Self.forwardUses(of: try SourceTree(root: folder))
    #expect(found.map(\.name) == ["B", "g"])
  }

  static func forwardUses(of tree: SourceTree) -> [ForwardUse] {
    let place = Dictionary(
      uniqueKeysWithValues: tree.folders.enumerated().map { ($1, $0) })
    var declared: [String: String] = [:]
    for file in tree.files {
      for name in SourceTree.declarations(in: file.code) where declared[name] == nil {
        declared[name] = file.folder
      }
    }
    return tree.files.flatMap { file in
      SourceTree.uses(in: file.code).sorted().compactMap { name -> ForwardUse? in
        guard let folder = declared[name], place[folder]! > place[file.folder]! else { return nil }
        return ForwardUse(file: "\(file.folder)/\(file.name)", name: name, declaredIn: folder)
      }
    }
  }
}
