import Foundation
import TestSupport
import Testing

@testable import Judge

/// What keeps the macro from being built: a build that would replace the engine under the runner,
/// or wait silently for another process.
@Suite struct MacroPartsTests {
  /// A package in which the engine is built and the macro is not.
  private static func package() throws -> (folder: TemporaryFolder, workplace: Workplace) {
    let folder = try TemporaryFolder()
    for path in [
      "Package.swift", "Chapters/README.md", "Sources/Tapestry/Tensor.swift",
      "Sources/Tapestry/a.md", ".build/any/debug/course",
      ".build/any/debug/Tapestry.build/Tensor.swift.o", ".build/.lock",
    ] {
      try folder.write("", to: path)
    }
    let course = folder.file(".build/any/debug/course").resolvingSymlinksInPath().path
    return (folder, try Workplace(executable: course))
  }

  private static func touch(_ file: URL, secondsFromNow: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date.now.addingTimeInterval(secondsFromNow)], ofItemAtPath: file.path)
  }

  private static func refusal(_ workplace: Workplace) -> String? {
    do throws(CompileFailure) {
      _ = try MacroParts(at: workplace)
      return nil
    } catch {
      guard case .judge(let reason) = error else { return nil }
      return reason
    }
  }

  @Test func `a source that is newer than the engine stops the build of the macro`() throws {
    let (folder, workplace) = try Self.package()
    try Self.touch(folder.file("Sources/Tapestry/a.md"), secondsFromNow: 60)
    #expect(workplace.engineSourceToBuild == nil)
    try Self.touch(folder.file("Sources/Tapestry/Tensor.swift"), secondsFromNow: 60)
    #expect(workplace.engineSourceToBuild == "Sources/Tapestry/Tensor.swift")
    let reason = try #require(Self.refusal(workplace))
    #expect(reason.contains("Tensor.swift is newer than the engine"))
    #expect(reason.contains("cure: swift build"))
    try Self.touch(
      folder.file(".build/any/debug/Tapestry.build/Tensor.swift.o"), secondsFromNow: 120)
    #expect(workplace.engineSourceToBuild == nil)
  }

  @Test func `the process that holds SwiftPM's lock is named, and nothing waits`() throws {
    let (folder, workplace) = try Self.package()
    #expect(workplace.holderOfLock == nil)
    let processID = ProcessInfo.processInfo.processIdentifier
    try folder.write("\(processID)", to: ".build/.lock")
    let file = open(folder.file(".build/.lock").path, O_RDONLY)
    defer { close(file) }
    try #require(flock(file, LOCK_EX | LOCK_NB) == 0)
    let reason = try #require(Self.refusal(workplace))
    #expect(reason.contains("process \(processID)"))
    #expect(reason.contains("cure: wait for its end"))
    flock(file, LOCK_UN)
    #expect(workplace.holderOfLock == nil)
  }
}
