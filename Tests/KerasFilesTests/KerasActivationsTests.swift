import FormatKinds
import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Activations whose names mean something else in Keras 2 and in Keras 3.
struct KerasActivationsTests {
  private func file(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Recordings/versions/\(name)")
  }

  @Test func `models that mean something else in each version predict what they did there`() throws
  {
    let kind = try #require(allKinds.first { $0.name == "keras-classes" })
    let report = CheckReport()
    try kind.check(file(""), report)
    #expect(report.failures == 0)
    #expect(report.count >= 9)
  }

  @Test(arguments: ["hard_sigmoid", "hard_gates"])
  func `the hard sigmoid of Keras 3 is its own again in its archives`(_ name: String) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let recorded = KerasRecording.named("versions/\(name)-keras3")
    let model = try Sequential.load(from: file("\(name)-keras3.keras"))
    for ending in ["keras", "json"] {
      try model.save(to: folder.file("copy.\(ending)"))
      let twin = try Sequential.load(from: folder.file("copy.\(ending)"))
      let found = try twin.predict(recorded.inputs[0].tensor).scalars(as: Float.self)
      for (x, y) in zip(found, recorded.outputs[0].values) { #expect(abs(x - y) < 1e-6) }
    }
  }

  @Test(arguments: [("keras2", "keras", ".hardSigmoidRelu6"), ("keras3", "h5", ".hardSigmoid,")])
  func `the hard sigmoid of one version is not written for the other`(
    _ version: String, _ ending: String, _ cure: String
  ) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let model = try Sequential.load(from: file("hard_gates-\(version).h5"))
    let error = try #require(throws: SavedModelError.self) {
      try model.save(to: folder.file("model.\(ending)"))
    }
    #expect("\(error)".contains("hard_sigmoid"))
    #expect("\(error)".contains(cure))
    #expect(try folder.names() == [])
  }
}
