import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

struct KerasFilesTests {
  private let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46]
  private let zip: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

  private func model() -> Sequential {
    let model = Sequential { Dense(2, activation: .relu) }
    model.build(inputShape: [1, 3])
    return model
  }

  @Test(arguments: [("model.h5", true), ("model.keras", false), ("model.json", nil)])
  func `a model is saved in the format of the path's extension`(
    _ name: String, _ isHDF5: Bool?
  ) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let model = model()
    try model.save(to: folder.file(name))
    let start = isHDF5.map { $0 ? hdf5 : zip } ?? Array("{".utf8)
    #expect(try Data(contentsOf: folder.file(name)).starts(with: start))
    let twin = try Sequential.load(from: folder.file(name))
    #expect(twin.saved.weights == model.saved.weights)
  }

  @Test func `a model saved with an extension for weights gives weights only`() throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let (model, twin) = (model(), model())
    try model.save(to: folder.file("model.weights.h5"))
    try twin.loadWeights(from: folder.file("model.weights.h5"))
    #expect(twin.weights[0].scalars(as: Float.self) == model.weights[0].scalars(as: Float.self))
    let error = try #require(throws: SavedModelError.self) {
      try Sequential.load(from: folder.file("model.weights.h5"))
    }
    #expect("\(error)".contains("model without a configuration"))
  }

  @Test(arguments: ["h5", "keras"])
  func `a callback writes files of Keras after epochs`(_ ending: String) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let model = model()
    model.compile(optimizer: Adam(), loss: .meanSquaredError)
    try model.fit(
      Tensor.ones([4, 3]), Tensor.ones([4, 2]), epochs: 2, verbose: .silent,
      callbacks: [ModelCheckpoint(folder.file("after-{epoch}.\(ending)").path)])
    #expect(try folder.names() == ["after-1.\(ending)", "after-2.\(ending)"])
    let last = try Sequential.load(from: folder.file("after-2.\(ending)"))
    #expect(last.saved.weights == model.saved.weights)
    #expect(last.optimizer.iterations.tensor.scalars(as: Int.self) == [2])
  }
}
