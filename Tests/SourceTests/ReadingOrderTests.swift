import Foundation
import TestSupport
import Testing

/// The engine reads from its first folder to its last: none uses what a later one declares.
@Suite struct ReadingOrderTests {
  /// Permitted forward references, with the reason. An entry that is no longer needed fails.
  static let exceptions: [Exception] = [
    Exception(
      "Primitives/Primitive.swift", ["FlowResult", "Loop1", "Loop2"],
      because: "what passes ask of every primitive names the types of the answers"),
    Exception(
      "Primitives/Variable.swift", ["Addition", "Subtraction"],
      because: "assignAdd(_:) is an addition, and variables belong to the door"),
    Exception(
      "Primitives/Order/SegmentFold.swift", ["concat"],
      because: "the other operations on shapes are made of slices and lookups"),
    Exception(
      "Primitives/Order/CountedIntegers.swift", ["Max", "Min"],
      because: "the range of numbers that are counted is a largest and a smallest element"),
    Exception(
      "Tracing/ConcreteFunction.swift", ["PlanPool"],
      because: "a function is traced and run; how it is run can be read later"),
    Exception(
      "ControlFlow/LoopGradient.swift", ["PlanPool"],
      because: "a loop runs its body as a function does"),
    Exception(
      "ControlFlow/Subgraph.swift", ["PlanPool"],
      because: "a branch runs as a function does"),
    Exception(
      "Sessions/SessionProgram.swift", ["PlanPool"],
      because: "a session runs graphs as a function does"),
    Exception(
      "Models/Model.swift", ["Compilation"],
      because: "a model keeps what `compile` was told; how it trains can be read later"),
  ]

  /// Functions of numbers that the engine has for tensors, too.
  static let functionsOfNumbers: Set = ["abs", "cos", "exp", "log", "pow", "sin", "sqrt"]

  struct Exception {
    let file: String
    let names: Set<String>
    let reason: String

    init(_ file: String, _ names: Set<String>, because reason: String) {
      self.file = file
      self.names = names
      self.reason = reason
    }
  }

  /// A name that a file uses and a later folder declares.
  struct ForwardUse: Equatable, CustomStringConvertible {
    let file: String
    let name: String
    let declaredIn: String
    var description: String { "\(file) uses \(name), which \(declaredIn) declares" }
  }

  @Test func `no folder of the engine uses a declaration of a later one`() throws {
    let found = try Self.forwardUses(
      below: SourceTree.package.appendingPathComponent("Sources/Tapestry"))
    for use in found
    where !Self.exceptions.contains(where: { $0.file == use.file && $0.names.contains(use.name) }) {
      Issue.record("\(use); move one of the two, or state the exception with its reason")
    }
    for exception in Self.exceptions {
      let met = Set(found.filter { $0.file == exception.file }.map(\.name))
      for name in exception.names.subtracting(met).sorted() {
        Issue.record("\(exception.file) does not use \(name): remove the exception")
      }
    }
  }

  @Test func `a use of a later folder is found, also of a function`() throws {
    let folder = try TemporaryFolder()
    try folder.write("[a](First/README.md) and [b](Second/README.md)", to: "README.md")
    try folder.write(
      #"""
      struct A {
        let b: B
        func f() { g(1); /* h() */ print("h()", "\(h())"); m() }
        func m() {}
      }
      """#, to: "First/A.swift")
    try folder.write(
      "struct B {}\nfunc g(_ x: Int) {}\nfunc h() {}\nfunc m() {}\nprivate func f() {}\n",
      to: "Second/B.swift")
    let found = try Self.forwardUses(below: folder.file("."))
    #expect(found.map(\.name) == ["B", "g"])
    #expect(found.first?.description == "First/A.swift uses B, which Second declares")
  }

  private static func forwardUses(below root: URL) throws -> [ForwardUse] {
    let folders = try SourceTree.readingOrder(below: root)
    var declared: [String: Int] = [:]
    var files: [(folder: Int, path: String, words: SwiftWords)] = []
    for (position, folder) in folders.enumerated() {
      for name in try SourceTree.swiftFiles(in: root.appendingPathComponent(folder)) {
        let path = "\(folder)/\(name)"
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        let words = SwiftWords(text)
        files.append((position, path, words))
        for name in words.declarations where declared[name] == nil { declared[name] = position }
      }
    }
    // A function of this name that is a member of something in an earlier folder is the one meant.
    var members: Set<String> = functionsOfNumbers
    var uses: [ForwardUse] = []
    for (folder, path, words) in files {
      members.formUnion(words.members)
      for name in words.uses.subtracting(members).sorted() {
        guard let position = declared[name], position > folder else { continue }
        uses.append(ForwardUse(file: path, name: name, declaredIn: folders[position]))
      }
    }
    return uses
  }
}
