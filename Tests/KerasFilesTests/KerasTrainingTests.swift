import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

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
}
