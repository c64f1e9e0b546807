import Foundation
import HDF5
import Tapestry
import TestSupport
import Testing
import ZipFiles

@testable import KerasFiles

/// What Keras 3 says of a training, in forms that Keras 2 does not have.
struct KerasTrainingTests {
  @Test func `losses, weights and metrics of a dictionary of outputs are found, and kept`() throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let file = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Recordings/versions/dictionary-keras3.keras")
    try Model.load(from: file).save(to: folder.file("copy.keras"))
    for url in [file, folder.file("copy.keras")] {
      let training = try #require(try Model.load(from: url).saved.training)
      #expect(
        training.losses.map { $0["name"] } == ["mean_absolute_error", "binary_crossentropy"])
      #expect(training.lossWeights == [1, 0.5])
      #expect(training.metrics.map { $0.map { $0["metric"] } } == [[], ["precision"]])
      // It stood alone there.
      #expect(training.metrics[1][0]["thresholds"] == [0.4])
    }
  }

  private func compiled(_ loss: Loss, _ metric: Metric) -> Sequential {
    let model = Sequential { Dense(3, name: "out") }
    model.build(inputShape: [1, 2])
    model.compile(optimizer: SGD(), loss: loss, metrics: [metric])
    return model
  }

  private func training(in file: URL) throws -> String {
    if file.pathExtension == "h5" {
      return try #require(
        try HDF5File.decoded(Data(contentsOf: file)).text("training_config"))
    }
    let config = try ZipArchive(file.path).entry(named: "config.json").content()
    return String(decoding: config, as: UTF8.self)
  }

  @Test(arguments: ["h5", "keras"])
  func `the accuracy that fits the loss is Keras's by its name, and not its class`(
    ending: String
  ) throws {
    KerasFiles.register()
    let folder = try TemporaryFolder()
    let file = folder.file("model.\(ending)")
    try compiled(.meanSquaredError, .accuracy()).save(to: file)
    let words = try training(in: file)
    #expect(words.contains("\"accuracy\"") && !words.contains("\"Accuracy\""))
    let metrics = try #require(try Sequential.load(from: file).saved.training).metrics
    #expect(metrics.map { $0.map { $0["name"] } } == [["accuracy"]])
    // Under another name, Keras needs the kind.
    try compiled(.sparseCategoricalCrossentropy(), .accuracy(name: "right")).save(to: file)
    let kind = try #require(try Sequential.load(from: file).saved.training).metrics
    #expect(kind == [[Metric.sparseCategoricalAccuracy(name: "right").config]])
    let error = #expect(throws: SavedModelError.self) {
      try compiled(.meanSquaredError, .accuracy(name: "right")).save(to: file)
    }
    #expect("\(error!)".contains("Metric.categoricalAccuracy(name:)"))
  }
}
