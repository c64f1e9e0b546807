import Foundation
import Tapestry
import TestSupport
import Testing

@testable import FormatKinds
@testable import TensorFlowFormats

/// Random operations of files. Each test has a process of its own: a seed is one for the whole
/// program, and other tests set some.
@Suite struct LoadedSeedsTests {
  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Recordings/seeds")

  static func numbers(_ function: LoadedFunction) throws -> [Float] {
    try function.results().tensor?.scalars(as: Float.self) ?? []
  }

  @Test func `random operations of files draw what TensorFlow draws from the file's seeds`() async {
    await #expect(processExitsWith: .success) {
      let report = CheckReport()
      try SavedModelKind().check(Self.folder, report)
      #expect(report.failures == 0)
      #expect(report.count == 34)
    }
  }

  @Test func `any seed restarts the numbers of a loaded function`() async {
    await #expect(processExitsWith: .success) {
      let model = try SavedModel.load(Self.folder.appendingPathComponent("seeds-tf2.1"))
      let own = try model["own"]
      let (first, second) = (try Self.numbers(own), try Self.numbers(own))
      #expect(first != second)
      setRandomSeed(5)
      #expect(try Self.numbers(own) == first)
      #expect(try Self.numbers(own) == second)
    }
  }

  @Test func `without seeds in the file, none that is set matters`() async {
    await #expect(processExitsWith: .success) {
      let model = try SavedModel.load(Self.folder.appendingPathComponent("seeds-tf2.1"))
      let free = try model["free"]
      setRandomSeed(1)
      let first = try Self.numbers(free)
      setRandomSeed(1)
      #expect(try Self.numbers(free) != first)
    }
  }
}
