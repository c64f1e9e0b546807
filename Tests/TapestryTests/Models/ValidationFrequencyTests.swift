import TestSupport
import Testing

@testable import Tapestry

// The expected epochs and values are those of TensorFlow 2.1 with `validation_freq`, for a model
// whose loss in epoch i, counted from 0, is (0.5 · 0.5ⁱ)² in training.

struct ValidationFrequencyTests {
  private let x = Tensor([[1.0]])
  private let y = Tensor([[0.0]])

  @Test(arguments: [(1, 5), (2, 2), (3, 1), (5, 1), (6, 0), (Int.max, 0)])
  func `validation takes place after each so many epochs`(_ every: Int, _ count: Int) throws {
    let examples = try oneWeightModel(0.5, learningRate: 0.25).fit(
      x, y, epochs: 5, verbose: .silent, validationData: (x, y), validationFrequency: .every(every))
    let batches = Dataset.fromTensorSlices((x, y)).batch(1)
    let dataset = try oneWeightModel(0.5, learningRate: 0.25).fit(
      batches, epochs: 5, verbose: .silent, validationData: batches,
      validationFrequency: .every(every))
    let sequence = try oneWeightModel(0.5, learningRate: 0.25).fit(
      [(x, y)], epochs: 5, verbose: .silent, validationData: [(x, y)],
      validationFrequency: .every(every))
    for history in [examples, dataset, sequence] {
      #expect(history.epochs == [0, 1, 2, 3, 4])
      #expect(history["loss"] == [0.25, 0.0625, 0.015625, 0.00390625, 0.0009765625])
      #expect(history["val_loss"].count == count)
      #expect(history.names == (count > 0 ? ["loss", "val_loss"] : ["loss"]))
    }
  }

  @Test func `epochs are counted from the first, wherever training begins`() throws {
    let history = try oneWeightModel(0.5, learningRate: 0.25).fit(
      x, y, epochs: 7, verbose: .silent, validationData: (x, y), validationFrequency: 3,
      initialEpoch: 2)
    #expect(history.epochs == [2, 3, 4, 5, 6])
    #expect(history["val_loss"] == [0.0625, 0.0009765625])
  }

  @Test(
    arguments: [
      ([1, 3], [0.0625, 0.00390625]), ([3, 1], [0.0625, 0.00390625]), ([2, 2], [0.015625]),
      ([5], [0.000244140625]), ([7], []), ([], []),
    ] as [([Int], [Double])])
  func `validation takes place after the epochs of a list`(_ epochs: [Int], _ losses: [Double])
    throws
  {
    let batches = Dataset.fromTensorSlices((x, y)).batch(1)
    let histories = [
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        x, y, epochs: 5, verbose: .silent, validationData: (x, y),
        validationFrequency: .epochs(epochs)),
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        [x], [y], epochs: 5, verbose: .silent, validationData: ([x], [y]),
        validationFrequency: .epochs(epochs)),
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        batches, epochs: 5, verbose: .silent, validationData: batches,
        validationFrequency: .epochs(epochs)),
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        [(x, y)], epochs: 5, verbose: .silent, validationData: [(x, y)],
        validationFrequency: .epochs(epochs)),
    ]
    for history in histories {
      #expect(history.epochs == [0, 1, 2, 3, 4])
      #expect(history["val_loss"] == losses)
    }
  }

  @Test func `a list counts epochs from the first, wherever training begins`() throws {
    let history = try oneWeightModel(0.5, learningRate: 0.25).fit(
      x, y, epochs: 5, verbose: .silent, validationData: (x, y), validationFrequency: [1, 3],
      initialEpoch: 2)
    #expect(history["val_loss"] == [0.0625])
  }

  @Test(arguments: [[0], [3, -1], [Int.min]])
  func `a list with an epoch below 1 stops the program`(_ epochs: [Int]) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [epochs] in
        let one = Tensor([[1.0]])
        try oneWeightModel().fit(
          one, one, verbose: .silent, validationData: (one, one),
          validationFrequency: .epochs(epochs))
      },
      "validationFrequency is \(epochs)", "count epochs from 1")
  }

  @Test func `patience counts only the epochs that were validated`() throws {
    let stopper = EarlyStopping(patience: 2)
    let history = try oneWeightModel(0.5, learningRate: 0).fit(
      x, y, epochs: 20, verbose: .silent, callbacks: [stopper], validationData: (x, y),
      validationFrequency: 3)
    #expect(stopper.stoppedEpoch == 8)
    #expect(history["val_loss"] == [0.25, 0.25, 0.25])
  }

  @Test func `a learning rate is reduced after epochs that were validated`() throws {
    let model = try oneWeightModel(0.5, learningRate: 0)
    model.optimizer.learningRate.assign(1e-30)
    let reducer = ReduceLROnPlateau(factor: 0.5, patience: 1)
    let history = try model.fit(
      x, y, epochs: 6, verbose: .silent, callbacks: [reducer], validationData: (x, y),
      validationFrequency: 2)
    #expect(history["lr"].map { Float($0) } == [1e-30, 1e-30, 1e-30, 1e-30, 5e-31, 5e-31])
  }

  @Test func `the best models are among those that were validated`() throws {
    let folder = try TemporaryFolder()
    let best = ModelCheckpoint(
      folder.file("{epoch}-{val_loss:.4f}.json").path, saveBestOnly: true)
    try oneWeightModel(0.5, learningRate: 0.25).fit(
      x, y, epochs: 5, verbose: .silent, callbacks: [best], validationData: (x, y),
      validationFrequency: 2)
    #expect(try folder.names() == ["2-0.0156.json", "4-0.0010.json"])
  }

  @Test func `a log has a column for validations, and NA where there was none`() throws {
    let folder = try TemporaryFolder()
    try oneWeightModel(0.5, learningRate: 0.25).fit(
      x, y, epochs: 3, verbose: .silent, callbacks: [CSVLogger(folder.file("log.csv").path)],
      validationData: (x, y), validationFrequency: 2)
    #expect(
      try folder.read("log.csv") == """
        epoch,loss,val_loss
        0,0.25,NA
        1,0.0625,0.015625
        2,0.015625,NA

        """)
  }

  @Test func `a name that no validation has is an error when one has taken place`() throws {
    #expect(throws: UnknownName.self) {
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        x, y, epochs: 2, verbose: .silent, callbacks: [EarlyStopping(monitor: "val_mae")],
        validationData: (x, y), validationFrequency: 2)
    }
    #expect(throws: UnknownName.self) {
      try oneWeightModel(0.5, learningRate: 0.25).fit(
        x, y, epochs: 1, verbose: .silent, callbacks: [EarlyStopping(monitor: "mae")],
        validationData: (x, y), validationFrequency: 2)
    }
  }

  @Test(arguments: [0, -1, Int.min])
  func `a frequency below 1 stops the program`(_ frequency: Int) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [frequency] in
        let one = Tensor([[1.0]])
        try oneWeightModel().fit(
          one, one, verbose: .silent, validationData: (one, one),
          validationFrequency: .every(frequency))
      },
      "validationFrequency is \(frequency)", "give at least 1")
  }
}
