import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// Whatever a file says, the program continues. In CI for a few seconds; by hand for an hour:
///
///     FUZZ_SECONDS=3600 swift test --filter ConfigFuzzTests
///
/// `FUZZ_SEED` repeats a run. A case that stops the program is printed, and belongs into
/// `Recordings/config_faults.json` once it is understood.
@Suite struct ConfigFuzzTests {
  @Test func `changed configurations throw and never stop the program`() async throws {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let environment = ProcessInfo.processInfo.environment
      let seconds = environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 3
      let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...(.max))
      let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(seed)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      writeToStandardError("seed \(seed); the last case is in \(folder.path)/last.json\n")
      var fuzz = ConfigFuzz(seed: seed, folder: folder)
      let end = Date().addingTimeInterval(seconds)
      var count = 0
      while Date() < end {
        try fuzz.tryOne()
        count += 1
      }
      writeToStandardError("\(count) cases\n")
      try FileManager.default.removeItem(at: folder)
    }
    let text = message(result)
    if !text.contains(" cases\n") { Issue.record("\(text)") }
  }

  @Test func `cases that were found once throw or succeed`() async {
    await #expect(processExitsWith: .success) {
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      let faults: ConfigFaults = recording("config_faults", in: .module)
      for fault in faults.faults {
        ConfigFuzz.read(fault.kind, fault.config, try ConfigFuzz.json(fault.config), file)
      }
      try? FileManager.default.removeItem(at: file)
    }
  }
}
