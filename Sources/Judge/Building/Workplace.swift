import FileAccess
import Foundation

/// Where the judge finds what it needs: the package, the modules beside the running executable, and
/// the compiler.
public struct Workplace: Sendable {
  /// The package's root.
  public let root: String
  /// The folder of the running executable, with the modules that it was built from.
  public let build: String
  /// The toolchain's folder that holds `bin` and `lib`.
  public let toolchain: String
  /// The executable itself.
  public let executable: String
  /// The flags that the package's C modules need.
  let moduleFlags: [String]

  /// The executable beside it that runs solutions.
  public var runner: String { "\(build)/runner" }

  /// What is missing, and the cure.
  public struct Problem: Error, CustomStringConvertible {
    /// The problem and the cure.
    public let description: String

    /// A problem with this description.
    public init(_ description: String) { self.description = description }
  }

  /// Finds everything from an executable: the running one, if none is given.
  public init(executable: String? = nil) throws {
    self.executable = executable ?? Self.runningExecutable
    build = (self.executable as NSString).deletingLastPathComponent
    guard let root = Self.packageRoot(above: build) else {
      throw Problem(
        "course: \(build) is not in a package with a folder 'Chapters'\n  "
          + "cure: run it as 'swift run course' in the course's package")
    }
    self.root = root
    guard let compiler = Self.find("swiftc") else {
      throw Problem(
        "course: there is no 'swiftc' in the PATH\n  "
          + "cure: add the folder of 'swift' to the PATH")
    }
    let resolved = URL(fileURLWithPath: compiler).resolvingSymlinksInPath().path
    toolchain =
      ((resolved as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
    moduleFlags = ["-I", "\(build)/Modules"] + Self.cFlags(root, build).flatMap { ["-Xcc", $0] }
  }

  /// What the compiler needs to find the C modules that the engine's module names.
  private static func cFlags(_ root: String, _ build: String) -> [String] {
    let sources = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/Sources")) ?? []
    let maps = sources.sorted().map { "\(root)/Sources/\($0)/module.modulemap" }
    return maps.filter { access($0, R_OK) == 0 }.map { "-fmodule-map-file=\($0)" } + [
      "-fmodule-map-file=\(build)/CKernels.build/module.modulemap",
      "-I\(root)/Sources/CKernels/include",
    ] + packageFlags
  }

  /// Where the judge keeps what it makes: module cache, libraries, images.
  public var scratch: String { "\(root)/.build/course" }

  /// The compiler's driver.
  var compiler: String { "\(toolchain)/bin/swiftc" }

  /// The compiler's version text.
  package var compilerVersion: String {
    output(of: compiler, ["--version"]) ?? toolchain
  }

  /// The absolute path of a file of the package.
  public func path(_ relative: String) -> String { "\(root)/\(relative)" }

  /// The environment of a compiler: only what it needs.
  var compilerEnvironment: [String] {
    let kept = ["PATH", "HOME", "TMPDIR", "SDKROOT", "DEVELOPER_DIR", "LD_LIBRARY_PATH"]
    return kept.compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
    }
  }

  private static var runningExecutable: String {
    #if os(Linux)
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        ?? CommandLine.arguments[0]
    #else
      Bundle.main.executablePath ?? CommandLine.arguments[0]
    #endif
  }

  private static func packageRoot(above folder: String) -> String? {
    var folder = URL(fileURLWithPath: folder)
    while folder.path != "/" {
      let holds = { (name: String) in
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
      }
      if holds("Package.swift"), holds("Chapters") { return folder.path }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  static func find(_ program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }

  /// What `pkg-config` says about OpenBLAS, whose header the engine's module needs.
  private static var packageFlags: [String] {
    guard let program = find("pkg-config"),
      let child = try? Child(
        program: program, arguments: ["--cflags", "openblas"],
        environment: ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "")"])
    else { return [] }
    let text = child.outputToEnd(seconds: 5)
    return text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}

extension Workplace {
  /// The standard output of a system program, or nil if it is missing or fails.
  public func output(of program: String, _ arguments: [String], in folder: String? = nil) -> String?
  {
    guard let path = program.isAbsolutePath ? program : Self.find(program),
      let child = try? Child(
        program: path, arguments: arguments, environment: compilerEnvironment, folder: folder)
    else { return nil }
    let text = child.outputToEnd(seconds: 600)
    return child.status == 0 ? text : nil
  }
}
