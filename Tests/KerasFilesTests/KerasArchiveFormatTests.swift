import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// `.keras` files that Keras 3 wrote: they hold the same models as its `.h5` files.
struct KerasArchiveFormatTests {
  private func file(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: nil)!
  }

  @Test(arguments: [
    "dense_adam", "images_rmsprop", "linear_sgd", "sequences_momentum", "uncompiled",
  ])
  func `an archive holds the model that the older file holds`(_ name: String) throws {
    let archived = try Sequential.load(
      from: file("\(name)-keras3.keras"), as: KerasArchiveFormat())
    let older = try Sequential.load(from: file("\(name)-keras3.h5"), as: KerasH5Format())
    #expect(archived.saved.weights.map(\.tensor.spec) == older.saved.weights.map(\.tensor.spec))
    #expect(archived.saved.weights == older.saved.weights)
    #expect(archived.saved.optimizer?.weights == older.saved.optimizer?.weights)
    #expect(archived.saved.training == older.saved.training)
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
}
