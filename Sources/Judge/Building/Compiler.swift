import CSandbox
import Foundation

/// A library made from one student's file and an adapter, in a folder of its own that goes with it.
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
  /// The compiler's words about the student's file.
  case diagnostics(String)
  case timedOut, cancelled
  /// Our fault, not the student's.
  case judge(String)
}

extension Workplace {
  private var boxes: String { "\(scratch)/boxes" }

  /// A name for a folder that this process makes and removes, below all that judges make.
  package func newBox() -> String { "\(boxes)/\(getpid())-\(Self.machine)-\(UUID().uuidString)" }

  /// Removes what judges left behind that were killed: folders named by processes that are gone.
  ///
  /// Machines may share the folder: only of its own processes can a machine say that they are gone.
  public func removeAbandonedBoxes() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: boxes)) ?? [] {
      let number = name.prefix { $0.isNumber }
      guard name.dropFirst(number.count).hasPrefix("-\(Self.machine)-"),
        let owner = pid_t(number), kill(owner, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(boxes)/\(name)")
    }
  }

  /// What processes are numbered by: the machine, and on Linux its namespace of processes.
  private static let machine: String = {
    let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let name = String(decoding: host.map { UInt8(bitPattern: $0) }, as: UTF8.self) + (space ?? "")
    return String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
  }()

  /// Compiles one file, or some that belong together, beside the running executable's modules,
  /// without SwiftPM.
  ///
  /// SwiftPM would plan the whole package for a second, hold the lock of `.build`, and stop at any
  /// file that is broken. The engine is not linked: the executable that loads the library has it.
  func compile(
    _ sources: [String], for exercise: Exercise, isBoxed: Bool = false,
    cancellation: Cancellation? = nil
  ) throws(CompileFailure) -> Library {
    let folder = newBox()
    let adapter = "\(folder)/Adapter.swift"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try exercise.adapterSource.write(toFile: adapter, atomically: false, encoding: .utf8)
    } catch { throw .judge("\(error)") }
    let library = Library(path: "\(folder)/exercise.so", folder: folder)
    let macro = exercise.usesMacro ? try MacroParts(at: self, cancellation: cancellation) : nil
    // The object by its bare name: it is made in the folder in which the compiler runs.
    let options =
      [
        "-swift-version", "6", exercise.isOptimized ? "-O" : "-Onone", "-g", "-parse-as-library",
        "-wmo", "-c", "-module-name", "Exercise", "-o", "exercise.o", "-module-cache-path",
        "\(scratch)/ModuleCache", "-Xfrontend", "-solver-expression-time-threshold=2",
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
    let text = child.outputToEnd(seconds: 30)
    if cancellation?.isCancelled == true { throw .cancelled }
    if child.status == 0 { return }
    if let signal = child.signal, signal == SIGXCPU || signal == SIGKILL { throw .timedOut }
    // What follows is for those who mend compilers, and names the machine's folders.
    if text.contains("Please submit a bug report") || child.signal != nil {
      throw .diagnostics("the compiler itself crashed at this file: write it in another way")
    }
    // The folder's name is another each time, and nobody's business.
    throw .diagnostics(text.replacing(folder, with: "…"))
  }
}
