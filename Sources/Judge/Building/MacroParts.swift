import Foundation
import Synchronization

/// What a file with `@AutoGraph` needs beside the engine: the compiler runs the macro, and the
/// library holds what converted code calls.
///
/// `course` does not depend on them, because the macro stands on swift-syntax, which takes as long
/// to build as the engine, and one exercise of sixty uses it. They are built when that one is
/// checked, unless chapter 3 was run before. The tests that check it depend on them: SwiftPM holds
/// its lock while tests run, and a build that they started would wait for their end.
struct MacroParts {
  let flags: [String]
  let objects: [String]

  private static let building = Mutex(())

  /// The parts beside the running executable, built if they are missing or older than the engine.
  init(at workplace: Workplace, cancellation: Cancellation?) throws(CompileFailure) {
    // SwiftPM would let a second build wait as well, and then plan the package for nothing.
    let failure = Self.building.withLock { _ -> CompileFailure? in
      Self.areBuilt(at: workplace) ? nil : Self.build(at: workplace, cancellation)
    }
    if let failure { throw failure }
    // Objects of sources that are gone stay in the folder, and may define what others do.
    objects = Self.files(at: workplace).filter { file in
      file.hasSuffix(".swift.o")
        && access(workplace.path("Sources/AutoGraph/\(file.dropLast(2))"), R_OK) == 0
    }.sorted().map { "\(Self.folder(at: workplace))/\($0)" }
    flags = [
      "-Xfrontend", "-load-plugin-executable", "-Xfrontend",
      "\(workplace.build)/AutoGraphMacros-tool#AutoGraphMacros",
    ]
  }

  /// By the lists of dependencies, which each run of the compiler writes: it leaves a module and
  /// objects alone that would be the same, and the folder's time is that of SwiftPM's last plan. A
  /// build that found nothing to do leaves only the stamp.
  private static func areBuilt(at workplace: Workplace) -> Bool {
    guard access("\(workplace.build)/AutoGraphMacros-tool", X_OK) == 0,
      let engine = time("\(workplace.build)/Modules/Tapestry.swiftmodule"),
      access("\(workplace.build)/Modules/AutoGraph.swiftmodule", R_OK) == 0
    else { return false }
    let lists = files(at: workplace).filter { $0.hasSuffix(".d") || $0.hasSuffix(".priors") }
    let paths = lists.map { "\(folder(at: workplace))/\($0)" } + [stamp(at: workplace)]
    return paths.compactMap { time($0) }.contains { $0 >= engine }
  }

  private static func build(at workplace: Workplace, _ cancellation: Cancellation?)
    -> CompileFailure?
  {
    let arguments = workplace.buildArguments + ["--target", "AutoGraph"]
    FileHandle.standardError.write(
      Data("building the macro @AutoGraph, once: this takes a minute or two …\n".utf8))
    do {
      // With all variables: those that the package was built with decide its flags.
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

  private static func folder(at workplace: Workplace) -> String {
    "\(workplace.build)/AutoGraph.build"
  }

  private static func files(at workplace: Workplace) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder(at: workplace))) ?? []
  }

  private static func stamp(at workplace: Workplace) -> String {
    "\(workplace.scratch)/AutoGraph.built"
  }

  private static func time(_ path: String) -> Date? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date
  }
}

extension Workplace {
  /// What makes SwiftPM build where, and as, the running executable was built.
  fileprivate var buildArguments: [String] {
    let folder = URL(fileURLWithPath: build)
    let scratch = folder.deletingLastPathComponent().deletingLastPathComponent().path
    return [
      "build", "--package-path", root, "--scratch-path", scratch, "-c", folder.lastPathComponent,
    ]
  }
}
