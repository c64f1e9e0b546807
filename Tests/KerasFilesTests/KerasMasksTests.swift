import FormatKinds
import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Masks that Keras 3 writes down as operations and arguments.
struct KerasMasksTests {
  private func file(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Recordings/masks/\(name)")
  }

  @Test func `functional models of Keras 3 with masks predict what they did there`() throws {
    let kind = try #require(allKinds.first { $0.name == "keras-classes" })
    let report = CheckReport()
    try kind.check(file(""), report)
    #expect(report.failures == 0)
    #expect(report.count >= 5)
  }

  @Test(arguments: ["embedding", "masking", "merged", "reshaped"])
  func `a model with masks is the same in a file of ours`(_ name: String) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let recorded = KerasRecording.named("masks/\(name)-keras3")
    let model = try Model.load(from: file("\(name)-keras3.keras"))
    for ending in ["keras", "h5", "json"] {
      try model.save(to: folder.file("copy.\(ending)"))
      let twin = try Model.load(from: folder.file("copy.\(ending)"))
      let found = try twin.predict(recorded.inputs.map(\.tensor))[0].scalars(as: Float.self)
      for (x, y) in zip(found, recorded.outputs[0].values) { #expect(abs(x - y) < 1e-6) }
    }
  }

  @Test(arguments: ["explicit", "either", "decoder", "operation", "rectified"])
  func `a mask that is computed in another way here is refused`(_ name: String) throws {
    KerasFiles.register()
    let error = try #require(throws: SavedModelError.self) {
      try Model.load(from: file("refused/\(name)-keras3.keras"))
    }
    #expect("\(error)".contains("mask"))
    #expect("\(error)".contains("here"))
    #expect("\(error)".contains("cure"))
  }
}
