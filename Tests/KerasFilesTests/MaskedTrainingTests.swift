import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Models of Keras 3 whose outputs have masks, which it trains in another way than Keras 2.
struct MaskedTrainingTests {
  private func file(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Recordings/masked/\(name)")
  }

  private func expectClose(_ found: [Float], _ expected: [Float]) {
    #expect(found.count == expected.count)
    for (x, y) in zip(found, expected) { #expect(abs(x - y) <= 2e-6 * max(abs(y), 1)) }
  }

  /// Trains as the recording did: two epochs, and one with weights.
  private func train(_ model: Sequential, as expected: KerasRecording) throws {
    let (words, targets) = (expected.inputs[0].tensor, expected.inputs[1].tensor)
    let weights = reshape(expected.inputs[2].tensor, [3])
    expectClose(
      try model.predict(words).scalars(as: Float.self), expected.outputs[0].values)
    let losses = try [nil, nil, weights].map { (weights: Tensor?) -> Float in
      let history = try model.fit(
        words, targets, batchSize: 3, epochs: 1, verbose: .silent, shuffle: false,
        sampleWeight: weights)
      return Float(history["loss"][0])
    }
    expectClose(losses, expected.outputs[1].values)
    expectClose(
      try model.predict(words).scalars(as: Float.self), expected.outputs[2].values)
  }

  @Test(arguments: ["sequence", "directions", "simple"])
  func `a model with masks is trained as Keras 3 trains it`(_ name: String) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let expected = KerasRecording.named("masked/\(name)-keras3")
    let model = try Sequential.load(from: file("\(name)-keras3.keras"))
    let copies = ["json", "keras"].map { folder.file("copy.\($0)") }
    for copy in copies { try model.save(to: copy) }
    try train(model, as: expected)
    for copy in copies { try train(Sequential.load(from: copy), as: expected) }
  }

  @Test func `only a model with masks has the mean over steps that are present`() throws {
    let folder = try TemporaryFolder()
    let (x, y) = (Tensor.ones([2, 3]), Tensor.zeros([2, 1]))
    let model = Sequential([Dense(1)])
    model.compile(optimizer: "sgd", loss: Loss.meanSquaredError.reduced(.sumOverPresent))
    try model.fit(x, y, epochs: 1, verbose: .silent)
    KerasFiles.register()
    try model.save(to: folder.file("model.keras"))
    let training = try Sequential.load(from: folder.file("model.keras")).saved.training
    #expect(training?.losses[0]["reduction"] == "sum_over_batch_size")
  }
}
