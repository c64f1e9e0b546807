import Foundation
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

struct TensorBoardTests {
  private let x = Tensor((0..<40).map { Float($0) / 40 }, shape: [20, 2])
  private let y = Tensor((0..<20).map { Float($0) / 20 }, shape: [20, 1])

  private func model() -> Sequential {
    setRandomSeed(1)
    clearSession()
    let model = Sequential {
      Dense(3, activation: .tanh)
      Dense(1)
    }
    model.compile(optimizer: SGD(learningRate: 0.1), loss: "mse", metrics: ["mae"])
    return model
  }

  @Test func `training and validation are separate runs, with what each epoch measured`()
    throws
  {
    let folder = try TemporaryFolder()
    let board = TensorBoard(logDirectory: folder.url.path, verbose: false)
    let history = try model().fit(
      x, y, epochs: 3, verbose: .silent, callbacks: [board], validationSplit: 0.5)
    for (run, prefix) in [("train", ""), ("validation", "val_")] {
      let events = try EventAccumulator(folder.file(run).path)
      #expect(events.scalars.keys.sorted() == ["epoch_loss", "epoch_mae"])
      for name in ["loss", "mae"] {
        let points = try #require(events.scalars["epoch_\(name)"])
        #expect(points.map(\.step) == [0, 1, 2])
        #expect(points.map { Float($0.value) } == history[prefix + name].map { Float($0) })
      }
      #expect(events.histograms.isEmpty)
    }
    #expect(try folder.names() == ["train", "validation"])
  }

  @Test func `the graph of the model has a box for each layer`() throws {
    let folder = try TemporaryFolder()
    let board = TensorBoard(logDirectory: folder.url.path, verbose: false)
    try model().fit(x, y, epochs: 2, verbose: .silent, callbacks: [board])
    let nodes = try EventAccumulator(folder.file("train").path).graphNodes
    for name in ["dense/kernel", "dense/matmul", "dense/bias", "tanh", "dense_1/matmul", "output"] {
      #expect(nodes.contains(name), "\(nodes)")
    }
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func `histograms of all weights are written at the requested interval of epochs`() throws {
    let folder = try TemporaryFolder()
    let board = TensorBoard(
      logDirectory: folder.url.path, histogramFrequency: 2, writeGraph: false, verbose: false)
    try model().fit(x, y, epochs: 5, verbose: .silent, callbacks: [board])
    let events = try EventAccumulator(folder.file("train").path)
    #expect(
      events.histograms.mapValues { $0.map(\.step) } == [
        "dense/kernel_0": [0, 2, 4], "dense/bias_0": [0, 2, 4], "dense_1/kernel_0": [0, 2, 4],
        "dense_1/bias_0": [0, 2, 4],
      ])
    #expect(events.histograms["dense/kernel_0"]?[0].value.reduce(0) { $0 + $1.count } == 6)
    #expect(events.graphNodes.isEmpty)
  }

  @Test func `a second training adds to the runs, and hyperparameters are in the folder itself`()
    throws
  {
    let folder = try TemporaryFolder()
    let model = model()
    for epochs in [0..<2, 2..<3] {
      let board = TensorBoard(
        logDirectory: folder.url.path, hyperparameters: ["rate": 0.1], verbose: false)
      try model.fit(
        x, y, epochs: epochs.upperBound, verbose: .silent, callbacks: [board],
        initialEpoch: epochs.lowerBound)
    }
    let points = try EventAccumulator(folder.file("train").path).scalars["epoch_loss"]
    #expect(points?.map(\.step) == [0, 1, 2])
    #expect(try EventAccumulator(folder.url.path).hyperparameters == ["rate": 0.1])
  }

  @Test func `a folder that cannot be made ends the training with an error`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let board = TensorBoard(logDirectory: folder.file("file").path, verbose: false)
    #expect(throws: (any Error).self) {
      try model().fit(x, y, epochs: 1, verbose: .silent, callbacks: [board])
    }
  }

  @Test func `a negative histogram frequency stops the program`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TensorBoard(logDirectory: "logs", histogramFrequency: -1)
    }
    expectMessage(exit, "a histogram frequency of -1", "or 0 for no histograms")
  }
}
