import Foundation
import Synchronization

/// What a file with `@AutoGraph` needs beside the engine: the compiler runs the macro, and the
/// library holds what converted code calls.
///
/// `course` does not depend on them, because the macro needs swift-syntax, which takes as long to
/// build as the engine, and one exercise out of sixty uses it. They are built when that one is
/// checked, unless chapter 3 was run before. The tests that check it depend on them, since SwiftPM
/// holds its lock while tests run.
struct MacroParts {
  let objects: [String]
  private let tool: String

  private static let building = Mutex(())

  /// The parts beside the running executable, built if they are missing or older than the engine.
  init(at workplace: Workplace, cancellation: Cancellation? = nil) throws(CompileFailure) {
    // SwiftPM would also make a second build wait, and then plan the package in vain.
    let failure = Self.building.withLock { _ -> CompileFailure? in
      Self.areBuilt(at: workplace) ? nil : Self.build(at: workplace, cancellation)
    }
    if let failure { throw failure }
    // Objects of deleted sources stay in the folder, and may define the same symbols as others.
    objects = workplace.files(of: "AutoGraph").filter { file in
      file.hasSuffix(".swift.o")
        && access(workplace.path("Sources/AutoGraph/\(file.dropLast(2))"), R_OK) == 0
    }.sorted().map { "\(workplace.folder(of: "AutoGraph"))/\($0)" }
    tool = Self.tool(at: workplace)
  }

  var flags: [String] {
    [
      "-Xfrontend", "-load-plugin-executable", "-Xfrontend", "\(tool)#AutoGraphMacros",
    ]
  }

  /// All files that affect how a solution is compiled and run.
  var files: [String] { [tool] + objects }

  private static func tool(at workplace: Workplace) -> String {
    "\(workplace.build)/AutoGraphMacros-tool"
  }

  /// A build that found nothing to do leaves only the stamp.
  private static func areBuilt(at workplace: Workplace) -> Bool {
    guard access(tool(at: workplace), X_OK) == 0,
      let engine = time("\(workplace.build)/Modules/Tapestry.swiftmodule"),
      access("\(workplace.build)/Modules/AutoGraph.swiftmodule", R_OK) == 0
    else { return false }
    let compiled = workplace.timeOfCompiling("AutoGraph") ?? .distantPast
    return max(compiled, time(stamp(at: workplace)) ?? .distantPast) >= engine
  }

  private static func build(at workplace: Workplace, _ cancellation: Cancellation?)
    -> CompileFailure?
  {
    let arguments = workplace.buildArguments + ["--target", "AutoGraph"]
    // The build would rebuild the engine, and the runner, which contains the old one, would load
    // libraries that were compiled for the new one.
    if let source = workplace.engineSourceToBuild {
      return .judge(
        "\(source) is newer than the engine that solutions run on\n  cure: swift build")
    }
    if let holder = workplace.holderOfLock {
      return .judge(
        "the macro @AutoGraph has to be built, and \(holder) holds this package's folder .build\n  "
          + "cure: wait for its end, or stop it")
    }
    FileHandle.standardError.write(
      Data("building the macro @AutoGraph, once: this takes a minute or two …\n".utf8))
    do {
      // With the whole environment: the variables that the package was built with decide its flags.
      let child = try Child(
        program: "\(workplace.toolchain)/bin/swift", arguments: arguments,
        environment: ProcessInfo.processInfo.environment.map { "\($0)=\($1)" },
        folder: workplace.root, cancellation: cancellation)
      let text = child.outputToEnd(seconds: 600)
      if cancellation?.isCancelled == true { return .cancelled }
      guard child.status == 0 else {
        let command = (["swift"] + arguments).joined(separator: " ")
        return .judge("the macro @AutoGraph is not built: \(command)\n\(text.suffix(800))")
      }
      _ = FileManager.default.createFile(atPath: stamp(at: workplace), contents: nil)
      return nil
    } catch { return .judge("the macro @AutoGraph is not built: \(error)") }
  }

  private static func stamp(at workplace: Workplace) -> String {
    "\(workplace.scratch)/AutoGraph.built"
  }
}

extension Workplace {
  /// The files beside the running executables that affect a solution with a macro, built if they
  /// are missing; none if no exercise needs them.
  ///
  /// - Throws: `Problem` if they cannot be built.
  package func macroFiles(for exercises: [Exercise]) throws(Problem) -> [String] {
    guard exercises.contains(where: \.usesMacro) else { return [] }
    do { return try MacroParts(at: self).files } catch {
      guard case .judge(let reason) = error else { throw Problem("course: the build was stopped") }
      throw Problem("course: \(reason)")
    }
  }

  /// A source of the engine that was changed since its target was built, if there is one.
  var engineSourceToBuild: String? {
    for target in ["FileAccess", "CKernels", "Tapestry"] {
      guard let built = timeOfCompiling(target) else { continue }
      let folder = path("Sources/\(target)")
      let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      for name in names.sorted() where [".swift", ".c", ".h"].contains(where: name.hasSuffix) {
        if let changed = time("\(folder)/\(name)"), changed > built {
          return "Sources/\(target)/\(name)"
        }
      }
    }
    return nil
  }

  /// The process that keeps SwiftPM from building here, if there is one: a build would wait for its
  /// end.
  var holderOfLock: String? {
    let file = open("\(buildFolder)/.lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    let processID = try? String(contentsOfFile: "\(buildFolder)/.lock", encoding: .utf8)
    guard let processID, !processID.isEmpty else { return "another process" }
    let command = FileManager.default.contents(atPath: "/proc/\(processID)/cmdline") ?? Data()
    let words = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    return "process \(processID)" + (words.isEmpty ? "" : " (\(words.joined(separator: " ")))")
  }

  /// When a target was compiled, according to all files that the compiler wrote: it does not
  /// rewrite unchanged modules and objects, but it does rewrite its lists of dependencies. The
  /// folder's own time is that of SwiftPM's last plan.
  fileprivate func timeOfCompiling(_ target: String) -> Date? {
    let written = files(of: target).filter { name in
      [".d", ".priors", ".o"].contains(where: name.hasSuffix)
    }
    return written.compactMap { time("\(folder(of: target))/\($0)") }.max()
  }

  fileprivate func folder(of target: String) -> String { "\(build)/\(target).build" }

  fileprivate func files(of target: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder(of: target))
    return names?.compactMap { $0 as? String } ?? []
  }

  private var buildFolder: String {
    URL(fileURLWithPath: build).deletingLastPathComponent().deletingLastPathComponent().path
  }

  /// The arguments that make SwiftPM build where, and as, the running executable was built.
  fileprivate var buildArguments: [String] {
    [
      "build", "--package-path", root, "--scratch-path", buildFolder, "-c",
      URL(fileURLWithPath: build).lastPathComponent,
    ]
  }
}

extension Exercise {
  /// Whether a solution is compiled with the macro.
  var usesMacro: Bool { signature.contains("@AutoGraph") }
}

private func time(_ path: String) -> Date? {
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  return attributes?[.modificationDate] as? Date
}
