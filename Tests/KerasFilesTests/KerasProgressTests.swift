import Foundation
import KerasFiles
import Tapestry
import TestSupport
import Testing

/// Training that continues from a file in Keras's format.
struct KerasProgressTests {
  private static let x = Tensor.normal([22, 3], seed: 1)
  private static let y = Tensor.normal([22, 1], seed: 2)

  private static func fit(_ model: Sequential, from first: Int, to last: Int) throws -> [Double] {
    let patience = EarlyStopping(monitor: "loss", patience: 9, restoreBestWeights: true)
    let history = try model.fit(
      x, y, batchSize: 8, epochs: last, verbose: .silent, callbacks: [patience],
      initialEpoch: first)
    return history["loss"]
  }

  private static func compiled() -> Sequential {
    setRandomSeed(5)
    let model = Sequential([Dense(6, activation: .relu), Dropout(0.5), Dense(1)], name: "m")
    model.compile(optimizer: Adam(learningRate: 0.05), loss: "mse")
    return model
  }

  private static func resume(_ name: String, _ format: any ModelFormat) throws {
    let whole = try fit(compiled(), from: 0, to: 6)
    #expect(Set(whole).count == 6)
    let folder = try TemporaryFolder()
    let first = compiled()
    let begun = try fit(first, from: 0, to: 3)
    try first.save(to: folder.file(name), as: format)
    // Draws in between must not matter.
    _ = Tensor.normal([5])
    let second = try Sequential.load(from: folder.file(name), as: format)
    #expect(second.saved.progress?.epoch == 3)
    let rest = try fit(second, from: 3, to: 6)
    #expect(begun + rest == whole)
  }

  // Each in its own process, because training depends on the program's random seed.

  @Test func `training continues from an h5 file as if it had not been interrupted`() async {
    await #expect(processExitsWith: .success) {
      try KerasProgressTests.resume("model.h5", KerasH5Format())
    }
  }

  @Test func `training continues from a keras file as if it had not been interrupted`() async {
    await #expect(processExitsWith: .success) {
      try KerasProgressTests.resume("model.keras", KerasArchiveFormat())
    }
  }

  @Test func `a file with nonsense about training is refused`() throws {
    let folder = try TemporaryFolder()
    let model = Sequential([Dense(1)])
    model.compile(optimizer: SGD(), loss: "mse")
    _ = try Self.fit(model, from: 0, to: 1)
    let url = folder.file("model.h5")
    try model.save(to: url, as: KerasH5Format())
    var bytes = try Data(contentsOf: url)
    let state = try #require(bytes.range(of: Data(#"{"callbacks""#.utf8)))
    bytes[state.lowerBound] = UInt8(ascii: "[")
    try bytes.write(to: url)
    let error = try #require(throws: SavedModelError.self) {
      _ = try Sequential.load(from: url, as: KerasH5Format())
    }
    #expect("\(error)".contains("its 'tapestry_progress' does not say where a training stood"))
  }
}
