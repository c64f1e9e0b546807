import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct ModelFormatsTests {
  /// Files that contain only the name of their writer.
  private struct Signature: ModelFormat {
    func write(_ model: SavedModel, to url: URL) throws {
      try Data((model.isOnlyWeights ? "weights" : model.className).utf8).write(to: url)
    }
    func read(from url: URL) throws -> SavedModel {
      SavedModel(
        className: "Sequential", config: [:], weights: [NamedTensor("w", Tensor([[7.0]]))])
    }
  }

  /// In its own process: formats are the whole program's, and other tests register Keras's.
  @Test func `an extension of Keras's is not written as JSON unless a format has it`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let model = try oneWeightModel()
      for (name, ending) in [("a.h5", "h5"), ("a.keras", "keras"), ("b.weights.H5", "h5")] {
        for attempt in [
          { try model.save(to: folder.file(name)) },
          { try model.loadWeights(from: folder.file(name)) },
        ] as [() throws -> Void] {
          let error = #expect(throws: SavedModelError.self) { try attempt() }
          #expect(
            error?.description
              == "'\(folder.file(name).path)': no format is registered for the extension "
              + "'\(ending)'\n  cure: register one with ModelFormats.register(format, for: "
              + "[\"\(ending)\"]), or use a path that ends in .json")
        }
      }
      #expect(try folder.names().isEmpty)
    }
  }

  @Test func `a registered format is chosen by the extension, by callbacks too`() throws {
    ModelFormats.register(Signature(), for: ["Signed"])
    let folder = try TemporaryFolder()
    let model = try oneWeightModel()
    try model.save(to: folder.file("a.signed"))
    try model.saveWeights(to: folder.file("b.SIGNED"))
    try model.save(to: folder.file("c.json"))
    try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), verbose: .silent,
      callbacks: [ModelCheckpoint(folder.file("{epoch}.signed").path)])
    #expect(try folder.read("a.signed") == "Sequential")
    #expect(try folder.read("b.SIGNED") == "weights")
    #expect(try folder.read("1.signed") == "Sequential")
    #expect(try folder.read("c.json").hasPrefix("{"))
    try model.loadWeights(from: folder.file("a.signed"))
    #expect(model.onlyWeight == 7)
  }
}
