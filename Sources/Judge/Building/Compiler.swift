import CSandbox
import FileAccess
import Foundation

/// A library made from one student's file and an adapter, in a folder of its own that is removed
/// with it.
final class Library {
  let path: String
  private let folder: String

  fileprivate init(path: String, folder: String) {
    self.path = path
    self.folder = folder
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}

/// Why there is no library.
enum CompileFailure: Error {
  /// The compiler's messages about the student's file.
  case diagnostics(String)
  case timedOut, cancelled
  /// The judge's fault, not the student's.
  case judge(String)
}

extension Workplace {
  private var boxes: String { "\(scratch)/boxes" }

  /// The path of a new folder that this process makes and removes, inside the folder of all judges.
  package func newBox() -> String { "\(boxes)/\(getpid())-\(Self.machine)-\(UUID().uuidString)" }

  /// Removes what killed judges left behind: folders named after processes that no longer exist.
  ///
  /// Machines may share the folder, and a machine only knows which of its own processes are gone.
  public func removeAbandonedBoxes() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: boxes)) ?? [] {
      let processID = name.prefix { $0.isNumber }
      guard name.dropFirst(processID.count).hasPrefix("-\(Self.machine)-"),
        let owner = pid_t(processID), kill(owner, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(boxes)/\(name)")
    }
  }

  /// The scope in which process ids are unique: the machine, and on Linux its process namespace.
  private static let machine: String = {
    let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let name = String(decoding: host.map { UInt8(bitPattern: $0) }, as: UTF8.self) + (space ?? "")
    return String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
  }()

  /// Compiles one file, or several that belong together, against the running executable's modules,
  /// without SwiftPM.
  ///
  /// SwiftPM would take a second to plan the whole package, hold the lock of `.build`, and stop at
  /// any broken file. The engine is not linked: the executable that loads the library contains it.
  func compile(
    _ sources: [String], for exercise: Exercise, isBoxed: Bool = false,
    cancellation: Cancellation? = nil
  ) throws(CompileFailure) -> Library {
    let folder = newBox()
    let adapter = "\(folder)/Adapter.swift"
    do {
      try WholeFile.makeFolder(for: adapter)
      try exercise.adapterSource.write(toFile: adapter, atomically: false, encoding: .utf8)
    } catch { throw .judge("\(error)") }
    let library = Library(path: "\(folder)/exercise.so", folder: folder)
    let macro = exercise.usesMacro ? try MacroParts(at: self, cancellation: cancellation) : nil
    // The object file needs no path, since the compiler runs in the folder for it.
    let options =
      [
        "-swift-version", "6", exercise.isOptimized ? "-O" : "-Onone", "-g", "-parse-as-library",
        "-wmo", "-c", "-module-name", "Exercise", "-o", "exercise.o", "-module-cache-path",
        moduleCache, "-Xfrontend", "-solver-expression-time-threshold=2",
        "-suppress-warnings", "-no-color-diagnostics",
      ] + moduleFlags + (macro?.flags ?? [])
    let files = sources + [adapter]
    if let frontend = Frontend.known(options, at: self) {
      try run(frontend.program, frontend.arguments(files), in: folder, isBoxed, cancellation)
    } else {
      try run(compiler, options + files, in: folder, isBoxed, cancellation)
    }
    #if os(Linux)
      let runtime = "\(toolchain)/lib/swift/linux"
      #if arch(x86_64)
        let start = "\(runtime)/x86_64/swiftrt.o"
      #else
        let start = "\(runtime)/aarch64/swiftrt.o"
      #endif
      let link =
        [
          "-shared", "-o", library.path, "exercise.o", start, "-L\(runtime)", "-lswiftCore",
          "-lswiftGlibc", "-lswiftSwiftOnoneSupport", "-Wl,-rpath,\(runtime)",
        ] + (macro?.objects ?? [])
    #else
      let link =
        ["-dynamiclib", "-undefined", "dynamic_lookup", "-o", library.path, "exercise.o"]
        + (macro?.objects ?? [])
    #endif
    try run("\(toolchain)/bin/clang", link, in: folder, isBoxed, cancellation)
    return library
  }

  /// Where the compiler caches C modules. The path contains the package's, because the compiler
  /// rejects a cache that was made under another path: a package can be moved, or be seen at two
  /// paths, inside a container and outside.
  private var moduleCache: String { "\(scratch)/ModuleCache\(root)" }

  private func run(
    _ program: String, _ arguments: [String], in folder: String, _ isBoxed: Bool,
    _ cancellation: Cancellation?
  ) throws(CompileFailure) {
    let limits = sandbox_limits(
      memory_bytes: 4 << 30, processor_seconds: 20, file_bytes: 64 << 20, open_files: 256, user: 0)
    let box = isBoxed ? Self.bubblewrap : nil
    let child: Child
    do {
      child = try Child(
        program: box ?? program,
        arguments: box == nil ? arguments : compileBox(writing: folder) + [program] + arguments,
        environment: compilerEnvironment, folder: folder,
        limits: limits, mostOutput: 1 << 20, cancellation: cancellation)
    } catch { throw .judge(error.description) }
    // Longer than its processor time, since other programs may need the machine, too.
    let text = child.outputToEnd(seconds: 90)
    if cancellation?.isCancelled == true { throw .cancelled }
    if child.status == 0 { return }
    // If the driver was run, only its text says which signal ended the compiler that it called.
    let words = text.firstMatch(of: /failed due to signal (\d+)/).flatMap { Int32($0.1) }
    let signal = words ?? (box == nil ? child.signal : child.signalInBox)
    if signal == SIGXCPU || signal == SIGKILL { throw .timedOut }
    // The output of a crash is for the compiler's developers, and names the machine's folders.
    if text.contains("Please submit a bug report") || signal != nil {
      throw .diagnostics("the compiler itself crashed at this file: write it in another way")
    }
    // The folder's name differs each time and is irrelevant to the student.
    throw .diagnostics(text.replacing(folder, with: "…"))
  }
}
