import Foundation

/// The package as it was built, to compile files against it that SwiftPM does not know.
///
/// The compiler on one file answers in a second; a target of SwiftPM would be planned, built and
/// linked with everything else.
public struct BuiltModules: Sendable {
  /// The build folder, in which products and modules are.
  public let folder: URL

  /// The build folder that the running tests come from.
  public static func here() -> BuiltModules {
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map {
      $0.bundleURL.deletingLastPathComponent()
    }
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = bundles + [Bundle.main.bundleURL, program]
    let found = folders.first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("Modules").path)
    }
    guard let found else { fatalError("no built modules beside the tests in \(folders)") }
    return BuiltModules(folder: found)
  }

  /// Compiles and links one file with the libraries: the engine, the plots, the data, and those of
  /// files.
  public func compile(_ source: URL, to program: URL) async throws -> ProgramResult {
    try await swiftc([source.path, "-o", program.path] + objects() + libraries())
  }

  private func swiftc(_ arguments: [String]) async throws -> ProgramResult {
    // The compiler looks for the C modules that the engine uses, but needs nothing of them: so the
    // tests need not know where their headers are.
    let scratch = try TemporaryFolder()
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    let modules = try FileManager.default.contentsOfDirectory(atPath: sources.path)
      .filter { $0.contains(#/^C[A-Z]/#) }.sorted().map { "module \($0) {}\n" }
    try scratch.write(modules.joined(), to: "module.modulemap")
    return try await run(
      URL(fileURLWithPath: "/usr/bin/env"),
      [
        "swiftc", "-swift-version", "6", "-Onone", "-suppress-warnings",
        "-I", folder.appendingPathComponent("Modules").path,
        "-Xcc", "-fmodule-map-file=\(scratch.file("module.modulemap").path)",
      ] + arguments, timeout: 600)
  }

  /// The objects of chapter 4 and of `formats`, which together need all libraries, without their
  /// own.
  private func objects() throws -> [String] {
    let objects = try ["chapter4", "formats"].flatMap { program in
      let list = folder.appendingPathComponent("\(program).product/Objects.LinkFileList")
      return try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init)
        .filter { !$0.contains("/\(program).build/") }
    }
    return Set(objects).sorted()
  }

  private func libraries() -> [String] { ["-lopenblas", "-lcairo", "-lzip", "-lz", "-lm"] }
}
