import Foundation
import HDF5
import Tapestry
import TestSupport
import Testing

@testable import KerasFiles

/// Files that Keras 2 and Keras 3 wrote, with the predictions that they made.
struct KerasH5FormatTests {
  private func file(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: nil)!
  }

  private func load(_ name: String) throws -> Sequential {
    try Sequential.load(
      from: file("\(name).h5"), inputShape: Shape(KerasRecording.named(name).inputs[0].shape),
      as: KerasH5Format())
  }

  /// The largest difference between what a model predicts and what Keras did.
  private func difference(_ model: Model, _ name: String) throws -> Float {
    let recorded = KerasRecording.named(name)
    let found = try model.predict(recorded.inputs[0].tensor)
    try #require(found.shape.dimensions == recorded.outputs[0].shape)
    return zip(found.scalars(as: Float.self), recorded.outputs[0].values)
      .map { abs($0 - $1) }.map { $0.isNaN ? .infinity : $0 }.max() ?? .infinity
  }

  @Test(arguments: KerasRecording.models, ["keras2", "keras3"])
  func `a model that Keras wrote predicts what it did there`(
    _ model: String, _ version: String
  ) throws {
    let name = "\(model)-\(version)"
    #expect(try difference(load(name), name) < 1e-6)
  }

  @Test(arguments: KerasRecording.models, ["keras2.weights-only", "keras3.weights"])
  func `weights that Keras wrote are loaded into a model of the same layers`(
    _ model: String, _ ending: String
  ) throws {
    let name = "\(model)-\(ending.prefix(6))"
    let twin = try load(name)
    try twin.setWeights(twin.variables.map { Tensor.zeros($0.shape) })
    #expect(try difference(twin, name) > 1e-6)
    try twin.loadWeights(from: file("\(model)-\(ending).h5"), as: KerasH5Format())
    #expect(try difference(twin, name) < 1e-6)
  }

  @Test(arguments: ["dense_adam", "images_rmsprop", "linear_sgd", "sequences_momentum"])
  func `the state of an optimizer comes with the model`(_ model: String) throws {
    let name = "\(model)-keras2"
    let recorded = try #require(KerasRecording.named(name).optimizerWeights)
    let found = try #require(try load(name).saved.optimizer?.weights)
    try #require(found.count == recorded.count)
    for (weight, recorded) in zip(found, recorded) {
      #expect(cast(weight.tensor, to: .float32).scalars(as: Float.self) == recorded.values)
    }
  }

  @Test(arguments: KerasRecording.models, ["keras2", "keras3"])
  func `a model that is written and read again is the same`(
    _ model: String, _ version: String
  ) throws {
    let folder = try TemporaryFolder()
    let original = try load("\(model)-\(version)")
    try original.save(to: folder.file("model.h5"), as: KerasH5Format())
    let twin = try Sequential.load(from: folder.file("model.h5"), as: KerasH5Format())
    #expect(twin.saved.weights == original.saved.weights)
    #expect(twin.saved.optimizer == original.saved.optimizer)
    #expect(twin.saved.training == original.saved.training)
    #expect((twin.saved.optimizer == nil) == (model == "uncompiled"))
  }

  @Test(arguments: ["only.h5", "nested.weights.h5"])
  func `weights that are written in either layout are read again`(_ path: String) throws {
    let folder = try TemporaryFolder()
    let original = try load("images_rmsprop-keras2")
    let twin = try load("images_rmsprop-keras2")
    try twin.setWeights(twin.variables.map { Tensor.zeros($0.shape) })
    try original.saveWeights(to: folder.file(path), as: KerasH5Format())
    try twin.loadWeights(from: folder.file(path), as: KerasH5Format())
    #expect(twin.saved.weights == original.saved.weights)
  }

  @Test(arguments: ["dense_adam", "images_rmsprop", "sequences_momentum"])
  func `a file of weights of Keras 3 restores the optimizer, too`(_ model: String) throws {
    let folder = try TemporaryFolder()
    let expected = try Sequential.load(
      from: file("\(model)-keras3.keras"), as: KerasArchiveFormat())
    let twin = try Sequential.load(from: file("\(model)-keras3.keras"), as: KerasArchiveFormat())
    func clear() throws {
      try twin.setWeights(twin.variables.map { Tensor.zeros($0.shape) })
      try twin.optimizer.setWeights(twin.optimizer.weights.map { Tensor.zeros(like: $0.tensor) })
    }
    try clear()
    try twin.restore(from: file("\(model)-keras3.weights.h5"), as: KerasH5Format())
    #expect(twin.saved.optimizer == expected.saved.optimizer)
    // What is written is what Keras wrote.
    let copy = folder.file("copy.weights.h5")
    try twin.saveWeights(to: copy, as: KerasH5Format())
    let (found, recorded) = try (
      HDF5File.decoded(Data(contentsOf: copy)),
      HDF5File.decoded(Data(contentsOf: file("\(model)-keras3.weights.h5")))
    )
    let state = try #require(found.groups["optimizer"]?.groups["vars"]?.datasets)
    #expect(!state.isEmpty && state == recorded.groups["optimizer"]?.groups["vars"]?.datasets)
    try clear()
    try twin.restore(from: copy, as: KerasH5Format())
    #expect(twin.saved.optimizer == expected.saved.optimizer)
    // Weights alone leave it.
    try clear()
    try twin.loadWeights(from: copy, as: KerasH5Format())
    #expect(twin.optimizer.iterations.tensor.scalar(as: Int64.self) == 0)
  }

  @Test func `a file of weights without an optimizer restores none`() throws {
    let folder = try TemporaryFolder()
    let model = try load("dense_adam-keras2")
    let bare = try load("uncompiled-keras2")
    try bare.saveWeights(to: folder.file("bare.weights.h5"), as: KerasH5Format())
    #expect(throws: SavedModelError.self) {
      try model.restore(from: folder.file("bare.weights.h5"), as: KerasH5Format())
    }
  }

  @Test(arguments: ["keras2", "keras3"])
  func `a layer of an unknown class is named with how to register it`(_ version: String) throws {
    let error = try #require(throws: UnknownName.self) { try load("lambda-\(version)") }
    #expect(error.name == "Lambda")
    #expect("\(error)".contains("Layer.register(\"Lambda\")"))
  }

  @Test func `a size that the file leaves open has to be given`() throws {
    let url = file("sequences_momentum-keras2.h5")
    let error = try #require(throws: SavedModelError.self) {
      try Sequential.load(from: url, as: KerasH5Format())
    }
    #expect(error == .unknownInputs(file: url.path))
  }

  @Test func `weights of different layers change nothing`() throws {
    let model = try load("dense_adam-keras2")
    let before = model.saved.weights
    #expect(throws: SavedModelError.self) {
      try model.loadWeights(from: file("linear_sgd-keras2.h5"), as: KerasH5Format())
    }
    #expect(model.saved.weights == before)
  }

  @Test func `several losses with options stand under the names of their outputs`() throws {
    let folder = try TemporaryFolder()
    let x = Input([2], name: "x")
    let model = Model(inputs: [x], outputs: [Dense(1, name: "a")(x), Dense(1, name: "b")(x)])
    model.compile(optimizer: SGD(), losses: [.huber(delta: 2), "mse"])
    let file = folder.file("model.h5")
    try model.save(to: file, as: KerasH5Format())
    let written = try HDF5File.decoded(Data(contentsOf: file)).text("training_config")
    // Keras 2 looks into a list, and would make a loss of each word of an object there.
    let losses = #""loss": {"a": {"class_name": "Huber", "config": "#
    #expect(try #require(written).contains(losses))
    let training = try #require(try Model.load(from: file, as: KerasH5Format()).saved.training)
    #expect(training.losses == model.saved.training?.losses)
  }

  @Test func `a loss that Keras has no class for is refused, and nothing is written`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential { Dense(1) }
    model.build(inputShape: [1, 2])
    model.compile(optimizer: SGD(), loss: Loss("own") { abs($0 - $1) })
    let error = try #require(throws: SavedModelError.self) {
      try model.save(to: folder.file("model.h5"), as: KerasH5Format())
    }
    #expect("\(error)".contains("'own'"))
    #expect(try folder.names() == [])
  }

  @Test func `files that were changed at random are read or refused`() throws {
    let folder = try TemporaryFolder()
    let corpus = try [
      "dense_adam-keras2.h5", "linear_sgd-keras3.h5", "dense_adam-keras3.weights.h5",
    ]
    .map { [UInt8](try Data(contentsOf: file($0))) }
    let format = KerasH5Format()
    try fuzz("Keras", corpus: corpus, count: 600) { bytes in
      do {
        let model = try format.model(in: HDF5File.decoded(Data(bytes)))
        GivenModel(model: model, format: format).load()
      } catch is KerasProblem {} catch is HDF5Error {}
    }
    let url = folder.file("changed.h5")
    try Data(corpus[0].dropLast(corpus[0].count / 2)).write(to: url)
    #expect(throws: SavedModelError.self) { try format.read(from: url) }
  }

  @Test func `configurations that were changed at random are read or refused`() throws {
    let roots = try ["dense_adam-keras2", "sequences_momentum-keras2", "linear_sgd-keras3"].map {
      try HDF5File.decoded(Data(contentsOf: file($0 + ".h5")))
    }
    for name in ["model_config", "training_config"] {
      let corpus = roots.compactMap { $0.text(name).map { FuzzedJSON($0) } }
      #expect(corpus.count == roots.count)
      try fuzz("Keras's \(name)", corpus: corpus, count: 150) { bytes in
        var root = roots[bytes.count % roots.count]
        root.attributes[name] = .string(String(decoding: bytes, as: UTF8.self))
        let format = KerasH5Format()
        do {
          GivenModel(model: try format.model(in: root), format: format).load()
        } catch is KerasProblem {}
      }
    }
  }
}
