import Foundation
import TestSupport
import Testing

@testable import Tapestry

// Everything that the numbers of training depend on, including the program-wide seed: so each
// test has its own process.
struct TrainingProgressTests {
  private static let x = Tensor.normal([22, 3], seed: 1)
  private static let y = Tensor.normal([22, 1], seed: 2)
  private static let validation = (Tensor.normal([6, 3], seed: 3), Tensor.normal([6, 1], seed: 4))

  private static func compiled() -> Sequential {
    let model = Sequential(
      [Dense(6, activation: .relu), Dropout(0.5), GaussianNoise(0.1), Dense(1)], name: "m")
    model.compile(optimizer: Adam(learningRate: 0.05), loss: "mse", metrics: ["mae"])
    return model
  }

  private static func callbacks(_ more: [Callback] = []) -> [Callback] {
    // The file has to hold what callbacks decide that come after the one that writes it.
    more + [
      ReduceLROnPlateau(
        monitor: "loss", factor: 0.5, patience: 2, minDelta: 0.2, cooldown: 1),
      EarlyStopping(
        monitor: "val_loss", minDelta: 0.05, patience: 4, restoreBestWeights: true),
    ]
  }

  private enum Source: CaseIterable {
    case inMemory, dataset, endless

    func fit(
      _ model: Sequential, from first: Int = 0, to last: Int, _ callbacks: [Callback]
    ) throws -> History {
      let validation = TrainingProgressTests.validation
      let (x, y) = (TrainingProgressTests.x, TrainingProgressTests.y)
      let test = Dataset.fromTensorSlices(validation).shuffle(6).batch(4)
      let all = Dataset.fromTensorSlices((x, y)).shuffle(9)
      switch self {
      case .inMemory:
        return try model.fit(
          x, y, batchSize: 8, epochs: last, verbose: .silent, callbacks: callbacks,
          validationData: validation, initialEpoch: first)
      case .dataset:
        return try model.fit(
          all.batch(8), epochs: last, initialEpoch: first, verbose: .silent, callbacks: callbacks,
          validationData: test)
      case .endless:
        return try model.fit(
          all.repeat().batch(8), epochs: last, stepsPerEpoch: 2, initialEpoch: first,
          verbose: .silent, callbacks: callbacks, validationData: test)
      }
    }
  }

  /// What a program does that continues from a file: other numbers were drawn before.
  private static func resumed(_ data: Source, _ file: URL, from first: Int, to last: Int) throws
    -> (Sequential, History)
  {
    setRandomSeed(99)
    _ = Tensor.uniform([7])
    let model = compiled()
    model.build(inputShape: [8, 3])
    try model.restore(from: file)
    return (model, try data.fit(model, from: first, to: last, callbacks()))
  }

  private static func expectTail(
    _ tail: History, of all: History, from first: Int, _ what: String
  ) {
    for name in ["loss", "mae", "val_loss", "val_mae", "lr"] {
      let expected = all[name].dropFirst(first)
      #expect(tail[name].map(\.bitPattern) == expected.map(\.bitPattern), "\(what), \(name)")
    }
  }

  private static func resumeEverywhere(seed: Int?) throws {
    for data in Source.allCases {
      let folder = try TemporaryFolder()
      if let seed { setRandomSeed(seed) }
      let model = compiled()
      let saver = ModelCheckpoint(folder.file("{epoch}").path)
      let all = try data.fit(model, to: 9, callbacks([saver]))
      #expect(Set(all["loss"]).count == all["loss"].count)
      if seed != nil {
        // Enough of them for callbacks to have decided something.
        #expect(all["lr"].last! < all["lr"][0])
        #expect(all["loss"].count > 5)
      }
      let next = Tensor.uniform([3])
      for epoch in [1, 3, 5] where epoch < all["loss"].count {
        let (other, tail) = try resumed(
          data, folder.file("\(epoch)"), from: epoch, to: 9)
        let what = "\(data), from epoch \(epoch)"
        expectTail(tail, of: all, from: epoch, what)
        expectSame(other.weights, model.weights, what)
        if seed != nil { expectSame([Tensor.uniform([3])], [next], what) }
      }
    }
  }

  @Test func `training that continues from a file has the losses of uninterrupted training`()
    async
  {
    await #expect(processExitsWith: .success) {
      try TrainingProgressTests.resumeEverywhere(seed: 42)
    }
  }

  @Test func `it does so without a seed`() async {
    await #expect(processExitsWith: .success) {
      try TrainingProgressTests.resumeEverywhere(seed: nil)
    }
  }

  private static func goOn() throws {
    for data in Source.allCases {
      func model() -> Sequential {
        setRandomSeed(42)
        let model = compiled()
        model.build(inputShape: [8, 3])
        return model
      }
      let all = try data.fit(model(), to: 4, [])
      let b = model()
      _ = try data.fit(b, to: 2, [])
      let tail = try data.fit(b, from: 2, to: 4, [])
      for name in ["loss", "val_loss"] {
        #expect(
          tail[name].map(\.bitPattern) == all[name][2...].map(\.bitPattern), "\(data), \(name)")
      }
      // One that does not begin where the other ended has the first orders again.
      let c = model()
      _ = try data.fit(c, to: 2, [])
      let other = try data.fit(c, from: 1, to: 3, [])
      #expect(other["loss"] != tail["loss"], "\(data)")
    }
  }

  private static func goOnWithOtherData() throws {
    let model = try oneWeightModel(1, learningRate: 0)
    let (x, y) = (Tensor([[1.0], [2.0]]), Tensor([[0.0], [0.0]]))
    let batches = Dataset.fromTensorSlices((x, y)).batch(1)
    try model.fit(x, y, epochs: 1, verbose: .silent)
    let first = try model.fit(
      batches.repeat(), epochs: 2, stepsPerEpoch: 2, initialEpoch: 1, verbose: .silent)
    // The next run has a dataset that ends before the position, and one of a different structure.
    let short = try model.fit(
      batches.take(1), epochs: 3, stepsPerEpoch: 1, initialEpoch: 2, verbose: .silent)
    let shuffled = try model.fit(
      batches.shuffle(2), epochs: 4, initialEpoch: 3, verbose: .silent)
    #expect(first["loss"] == [2.5] && short["loss"] == [1] && shuffled["loss"] == [2.5])
  }

  @Test func `a second fit continues if it begins where the first ended`() async {
    await #expect(processExitsWith: .success) { try TrainingProgressTests.goOn() }
  }

  @Test func `a second fit with different data starts from their first batch`() async {
    await #expect(processExitsWith: .success) { try TrainingProgressTests.goOnWithOtherData() }
  }

  private static func readChanged() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model")
    let batches = Dataset.fromTensorSlices((x, y)).shuffle(9).repeat().batch(8)
    func callbacks() -> [Callback] {
      [
        EarlyStopping(monitor: "loss", patience: 1, restoreBestWeights: true),
        ReduceLROnPlateau(monitor: "loss", patience: 1),
      ]
    }
    func fit(_ model: Sequential, from first: Int) throws {
      try model.fit(
        batches, epochs: first + 1, stepsPerEpoch: 2, initialEpoch: first, verbose: .silent,
        callbacks: callbacks())
    }
    let model = compiled()
    try fit(model, from: 0)
    try model.save(to: file)
    let whole = [UInt8](try Data(contentsOf: file))
    // Only the position of the training: the rest has its own tests.
    let text = String(decoding: whole, as: UTF8.self)
    let start = text.utf8.distance(
      from: text.startIndex, to: text.range(of: "\"progress\":")!.upperBound)
    let end = text.utf8.distance(
      from: text.startIndex, to: text.range(of: ",\"training\":")!.lowerBound)
    var gone = 0
    try fuzz("progress", corpus: [Array(whole[start..<end])], count: 600) { bytes in
      try Data(whole[..<start] + bytes + whole[end...]).write(to: file)
      do {
        try model.restore(from: file)
      } catch is SavedModelError {
        return
      }
      do {
        try fit(model, from: 1)
        gone += 1
      } catch is DatasetError {
      } catch is ConfigError {
      } catch is WeightMismatch {}
    }
    #expect(gone > 5)
  }

  @Test func `whatever a file says about training, the program continues`() async {
    await #expect(processExitsWith: .success) { try TrainingProgressTests.readChanged() }
  }

  @Test func `within an epoch there is nothing to continue from`() throws {
    let model = try oneWeightModel(1)
    var known: [Bool] = []
    let heard = LambdaCallback(
      epochEnds: { _, _ in known.append(model.saved.progress != nil) },
      batchEnds: { _, _ in known.append(model.saved.progress != nil) })
    #expect(model.saved.progress == nil)
    try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 2, verbose: .silent, callbacks: [heard])
    #expect(known == [false, false, false, false])
    #expect(model.saved.progress?.epoch == 2)
  }

  @Test func `a file of different data throws, and one with weights only has no position`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("model")
    let (x, y) = (Tensor.ones([4, 1]), Tensor.ones([4, 1]))
    let model = try oneWeightModel(1)
    try model.fit(x, y, epochs: 2, verbose: .silent)
    try model.save(to: file)
    let other = try oneWeightModel(2)
    try other.restore(from: file)
    let batches = Dataset.fromTensorSlices((x, y)).shuffle(3).batch(2)
    let error = #expect(throws: DatasetError.self) {
      try other.fit(batches, epochs: 3, initialEpoch: 2, verbose: .silent)
    }
    #expect(error?.description.contains("went through data of another kind") == true)
    try other.restore(from: file)
    try other.fit(batches, epochs: 1, verbose: .silent)
    try model.saveWeights(to: file)
    #expect(try JSONModelFormat().read(from: file).progress == nil)
  }

  @Test func `a custom callback gets its state back`() throws {
    final class Counting: Callback {
      var epochs = 0
      var latest = Tensor(0.0)
      override func trainingBegins() { epochs = 0 }
      override func epochEnds(_ epoch: Int, _ report: Report) {
        epochs += 1
        latest = Tensor(report["loss"]!)
      }
      override var state: CallbackState {
        CallbackState(["epochs": .int(epochs)], tensors: [NamedTensor("latest", latest)])
      }
      override func restore(_ state: CallbackState) throws {
        epochs = try state.reader(of: "Counting").int("epochs")
        latest = state.tensors[0].tensor
      }
    }
    let folder = try TemporaryFolder()
    let (x, y) = (Tensor([[1.0]]), Tensor([[1.0]]))
    let model = try oneWeightModel(0)
    let first = Counting()
    try model.fit(x, y, epochs: 3, verbose: .silent, callbacks: [first])
    try model.save(to: folder.file("model"))
    let other = try oneWeightModel(0)
    try other.restore(from: folder.file("model"))
    let second = Counting()
    try other.fit(x, y, epochs: 3, verbose: .silent, callbacks: [second], initialEpoch: 3)
    #expect(second.epochs == 3)
    expectSame([second.latest], [first.latest])
    try other.fit(x, y, epochs: 5, verbose: .silent, callbacks: [second], initialEpoch: 3)
    #expect(second.epochs == 5)
  }
}
