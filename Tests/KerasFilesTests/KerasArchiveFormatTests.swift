import Foundation
import HDF5
import Tapestry
import TestSupport
import Testing
import ZipFiles

@testable import KerasFiles

/// `.keras` files: those that Keras 3 wrote hold the same models as its `.h5` files.
struct KerasArchiveFormatTests {
  private func file(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: nil)!
  }

  @Test(arguments: KerasRecording.models)
  func `an archive holds the model that the older file holds`(_ name: String) throws {
    let archived = try Sequential.load(
      from: file("\(name)-keras3.keras"), as: KerasArchiveFormat())
    let older = try Sequential.load(from: file("\(name)-keras3.h5"), as: KerasH5Format())
    #expect(archived.saved.weights.map(\.tensor.spec) == older.saved.weights.map(\.tensor.spec))
    #expect(archived.saved.weights == older.saved.weights)
    #expect(archived.saved.optimizer?.weights == older.saved.optimizer?.weights)
    #expect(archived.saved.training == older.saved.training)
  }

  @Test(arguments: KerasRecording.models)
  func `an archive that is written and read again holds the same model`(_ name: String) throws {
    let folder = try TemporaryFolder()
    let original = try Sequential.load(
      from: file("\(name)-keras3.keras"), as: KerasArchiveFormat())
    let url = folder.file("model.keras")
    try original.save(to: url, as: KerasArchiveFormat())
    let twin = try Sequential.load(from: url, as: KerasArchiveFormat())
    #expect(twin.saved.weights == original.saved.weights)
    #expect(twin.saved.optimizer == original.saved.optimizer)
    #expect(twin.saved.training == original.saved.training)
    #expect((twin.saved.optimizer == nil) == (name == "uncompiled"))
    let bytes = try Data(contentsOf: url)
    try original.save(to: url, as: KerasArchiveFormat())
    #expect(try Data(contentsOf: url) == bytes)
  }

  @Test func `training that Keras 3 cannot continue is refused, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential { Dense(1) }
    model.build(inputShape: [1, 2])
    model.compile(optimizer: Nadam(), loss: .meanSquaredError)
    let error = try #require(throws: SavedModelError.self) {
      try model.save(to: folder.file("model.keras"), as: KerasArchiveFormat())
    }
    #expect("\(error)".contains("compile the model with Nadam(decay: 1)"))
    #expect(try folder.names() == [])
  }

  @Test func `a changed byte among the numbers is noticed by the checksum`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential { Dense(100) }
    model.build(inputShape: [1, 100])
    let url = folder.file("model.keras")
    try model.save(to: url, as: KerasArchiveFormat())
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: url)
    let error = try #require(throws: SavedModelError.self) {
      try KerasArchiveFormat().read(from: url)
    }
    #expect("\(error)".contains("is damaged"))
  }

  @Test func `archives that were changed at random are read or refused`() throws {
    let folder = try TemporaryFolder()
    let corpus = [[UInt8](try Data(contentsOf: file("dense_adam-keras3.keras")))]
    let url = folder.file("changed.keras")
    try fuzz("KerasArchive", corpus: corpus, count: 300) { bytes in
      try Data(bytes).write(to: url)
      do { _ = try KerasArchiveFormat().read(from: url) } catch is SavedModelError {}
    }
  }

  @Test func `configurations that were changed at random are read or refused`() throws {
    let seeds = try ["dense_adam", "sequences_momentum", "linear_sgd"].map { name in
      let archive = try ZipArchive(file("\(name)-keras3.keras").path)
      let text = try archive.entry(named: "config.json").content()
      let weights = try archive.entry(named: "model.weights.h5").content()
      return (FuzzedJSON(String(decoding: text, as: UTF8.self)), try HDF5File.decoded(weights))
    }
    try fuzz("Keras 3 configurations", corpus: seeds.map(\.0), count: 200) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let format = KerasArchiveFormat()
      do {
        let model = try format.model(text, weights: seeds[bytes.count % seeds.count].1)
        GivenModel(model: model, format: format).load()
      } catch is KerasProblem {}
    }
  }
}
