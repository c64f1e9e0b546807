import ArgumentParser
import FormatKinds
import Foundation

@main
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Writes files for other programs, and checks files that they wrote.",
    discussion: "Kinds of files: \(allKinds.map(\.name).joined(separator: ", ")).",
    subcommands: [Write.self, Check.self])

  /// The kinds with these names; all if there are none.
  static func kinds(_ names: [String]) throws -> [any FileKind] {
    for name in names where !allKinds.contains(where: { $0.name == name }) {
      throw ValidationError(
        "There is no kind '\(name)'; choose from \(allKinds.map(\.name).joined(separator: ", ")).")
    }
    return allKinds.filter { names.isEmpty || names.contains($0.name) }
  }
}

/// The folder, and the kinds of files in it.
struct FolderOptions: ParsableArguments {
  @Argument(help: "The folder, which has one folder for each kind.")
  var folder: String

  @Argument(help: "The kinds of files; all if none is named.")
  var kinds: [String] = []

  func validate() throws { _ = try Formats.kinds(kinds) }

  func forEachKind(_ body: (any FileKind, URL) throws -> Void) throws {
    for kind in try Formats.kinds(kinds) {
      try body(kind, URL(fileURLWithPath: folder).appendingPathComponent(kind.name))
    }
  }
}

extension Formats {
  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes examples of each kind of file, with what a reader must find in them.")

    @OptionGroup var options: FolderOptions

    func run() throws {
      try options.forEachKind { kind, folder in
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try kind.write(to: folder)
        print("wrote \(folder.path)")
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads files and compares them with what they must hold.")

    @OptionGroup var options: FolderOptions

    func run() throws {
      let report = CheckReport()
      try options.forEachKind { kind, folder in
        guard FileManager.default.fileExists(atPath: folder.path) else {
          print("none    \(folder.path)")
          return
        }
        try kind.check(folder, report)
      }
      print("\(report.count) comparisons, \(report.failures) failed")
      if report.failures > 0 || report.count == 0 { throw ExitCode.failure }
    }
  }
}
