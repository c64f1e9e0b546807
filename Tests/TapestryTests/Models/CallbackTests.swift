import Foundation
import TestSupport
import Testing

@testable import Tapestry

struct CallbackTests {
  private static let recorded = ModelRecording.recorded

  private func callback(_ story: ModelRecording.Story) throws -> Callback {
    let options = ConfigReader(story.options.config, of: story.kind)
    func number(_ name: String, or usual: Double) throws -> Double {
      try options.optional(name, options.double) ?? usual
    }
    let mode = MonitorMode(rawValue: story.mode)!
    if story.kind == "EarlyStopping" {
      return EarlyStopping(
        monitor: story.monitor, minDelta: try number("min_delta", or: 0),
        patience: Int(try number("patience", or: 0)), mode: mode,
        baseline: options.config["baseline"] == nil ? nil : try number("baseline", or: 0),
        restoreBestWeights: options.config["restore_best_weights"] == true)
    }
    return ReduceLROnPlateau(
      monitor: story.monitor, factor: try number("factor", or: 0.1),
      patience: Int(try number("patience", or: 10)), mode: mode,
      minDelta: try number("min_delta", or: 1e-4), cooldown: Int(try number("cooldown", or: 0)),
      minLR: try number("min_lr", or: 0))
  }

  @Test(arguments: ModelRecording.recorded.stories)
  func `stopping and reducing happen as in Keras`(_ story: ModelRecording.Story) throws {
    let model = try oneWeightModel()
    let callback = try callback(story)
    callback.model = model
    try callback.trainingBegins()
    for (epoch, expected) in story.epochs.enumerated() {
      try model.setWeights([Tensor([[Float(epoch)]])])
      try callback.epochBegins(epoch)
      var report = Report()
      report[story.monitor] = expected.value
      callback.complete(&report)
      try callback.epochEnds(epoch, report)
      #expect(model.stopsTraining == expected.stops, "epoch \(epoch)")
      #expect(Float(model.optimizer.learningRate.tensor.number) == Float(expected.rate))
      #expect(report["lr"].map { Float($0) } == expected.reported.map { Float($0) })
      // The best weights come back when the training ends, which in Keras is a moment before: so
      // that a file of the last epoch holds its own.
      if model.stopsTraining { try callback.trainingEnds(History()) }
      #expect(model.onlyWeight == expected.weight, "epoch \(epoch)")
    }
  }

  @Test func `a number that is not measured is named with those that are`() throws {
    let model = try oneWeightModel()
    let error = #expect(throws: UnknownName.self) {
      try model.fit(
        Tensor([[1.0]]), Tensor([[1.0]]), verbose: .silent, callbacks: [EarlyStopping()])
    }
    #expect(error?.name == "val_loss")
    #expect(error?.known == ["loss"])
  }

  @Test func `early stopping ends training and says where`() throws {
    let model = try oneWeightModel(2, learningRate: 0)
    let stopping = EarlyStopping(monitor: "loss", patience: 3)
    let history = try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 10, verbose: .silent, callbacks: [stopping])
    #expect(history.epochs == [0, 1, 2, 3])
    #expect(stopping.stoppedEpoch == 3)
    let again = try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 2, verbose: .silent, callbacks: [stopping])
    #expect(again.epochs == [0, 1])
    #expect(stopping.stoppedEpoch == nil)
  }

  @Test func `a metric says in which direction it improves`() throws {
    let model = Sequential([Dense(1, activation: .sigmoid)])
    model.compile(
      loss: "mse",
      metrics: [
        Metric.areaUnderCurve(name: "area"), Metric.falseNegatives(name: "missed"), "mae",
        Metric.recall(name: "found"), MeanMetric(name: "accuracy_of_mine") { $1 - $0 },
      ])
    let expected = [
      ("val_area", true), ("area", true), ("val_missed", false), ("mae", false), ("found", true),
      ("accuracy_of_mine", true), ("val_loss", false), ("val_auc", true), ("lr", false),
    ]
    for (name, grows) in expected {
      var monitor = Monitor(name, .auto, minDelta: 0)
      monitor.findDirection(in: model)
      #expect(monitor.isBetter(2, than: 1) == grows, "\(name)")
    }
  }

  @Test(arguments: ["another callback", "the last epoch"])
  func `the best weights come back whatever ends training`(_ end: String) throws {
    let model = try oneWeightModel(1, learningRate: 0)
    let mover = LambdaCallback(
      epochBegins: { epoch in try model.setWeights([Tensor([[Float([3, 1, 2][epoch])]])]) },
      epochEnds: { epoch, _ in
        if end == "another callback", epoch == 2 { model.stopsTraining = true }
      }
    )
    let stopping = EarlyStopping(monitor: "loss", patience: 9, restoreBestWeights: true)
    try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 3, verbose: .silent, callbacks: [mover, stopping])
    #expect(model.onlyWeight == 1)
    #expect(stopping.stoppedEpoch == nil)
  }

  @Test func `a schedule gives each epoch its learning rate, and the history has it`() throws {
    let model = try oneWeightModel(2)
    let schedule = LearningRateScheduler { epoch, rate in epoch == 0 ? rate : rate / 2 }
    let history = try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 3, verbose: .silent, callbacks: [schedule])
    #expect(history["lr"] == [0.5, 0.25, 0.125])
    #expect(history.names == ["loss", "lr"])
  }

  @Test func `a loss that is NaN ends the training in its batch`() throws {
    var heard: [String] = []
    let spy = LambdaCallback(
      trainingEnds: { _ in heard.append("end") },
      epochEnds: { epoch, _ in heard.append("epoch \(epoch)") },
      batchEnds: { batch, _ in heard.append("batch \(batch)") })
    var x = [Float](repeating: 1, count: 10)
    x[5] = .infinity
    let model = try oneWeightModel(1, learningRate: 0.01)
    try model.fit(
      Tensor(x, shape: [10, 1]), Tensor(x, shape: [10, 1]), batchSize: 2, epochs: 3,
      verbose: .silent, callbacks: [TerminateOnNaN(), spy], shuffle: false)
    #expect(heard == Self.recorded.notANumber)
  }

  @Test func `callbacks are called in Keras's order`() throws {
    var heard: [String] = []
    let spy = LambdaCallback(
      trainingBegins: { heard.append("training begins") },
      trainingEnds: { _ in heard.append("training ends") },
      epochBegins: { heard.append("epoch \($0) begins") },
      epochEnds: { epoch, _ in heard.append("epoch \(epoch) ends") },
      batchBegins: { heard.append("batch \($0) begins") },
      batchEnds: { batch, _ in heard.append("batch \(batch) ends") })
    try oneWeightModel().fit(
      Tensor.ones([4, 1]), Tensor.ones([4, 1]), batchSize: 2, epochs: 2, verbose: .silent,
      callbacks: [spy])
    #expect(heard == Self.recorded.heard)
  }

  @Test func `what a callback throws ends the training`() throws {
    struct Enough: Error {}
    let model = try oneWeightModel()
    #expect(throws: Enough.self) {
      try model.fit(
        Tensor([[1.0]]), Tensor([[1.0]]), epochs: 5, verbose: .silent,
        callbacks: [LambdaCallback(epochBegins: { if $0 == 1 { throw Enough() } })])
    }
  }

  @Test(arguments: [-1, 0, 1, 1.5])
  func `a factor that does not reduce stops`(_ factor: Double) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [factor] in
        _ = ReduceLROnPlateau(factor: factor)
      },
      "ReduceLROnPlateau: a factor of \(factor)", "give a number between 0 and 1")
  }

  // MARK: - Logs

  private func log(append: Bool) throws -> String {
    let folder = try TemporaryFolder()
    for run in 0..<2 {
      let logger = CSVLogger(folder.file("log.csv").path, separator: ";", append: append)
      try logger.trainingBegins()
      for epoch in 0..<2 {
        var report = Report()
        // Columns are sorted.
        report["val_loss"] = 1e-7 + Double(run)
        report["loss"] = 0.5 / Double(epoch + 1)
        report["mae"] = 2
        try logger.epochEnds(epoch, report)
        #expect(try folder.names() == ["log.csv"])
      }
    }
    return try folder.read("log.csv")
  }

  @Test func `a log is Keras's, to the character`() throws {
    #expect(try log(append: false) == Self.recorded.log)
    #expect(try log(append: true) == Self.recorded.appendedLog)
  }

  @Test func `a log that cannot be written or continued throws with its path`() throws {
    let folder = try TemporaryFolder()
    var report = Report()
    report["loss"] = 1
    let nowhere = CSVLogger(folder.file("none/log.csv").path)
    try nowhere.trainingBegins()
    let error = #expect(throws: LogFileError.self) { try nowhere.epochEnds(0, report) }
    #expect(error?.file == folder.file("none/log.csv").path)
    #expect(
      error?.description
        == "CSVLogger: '\(folder.file("none/log.csv").path)': it cannot be written: there is no such "
        + "file or folder\n  cure: make its folder first, or correct the path")

    try Data("epoch,mae\n0,1.0".utf8).write(to: folder.file("log.csv"))
    let other = CSVLogger(folder.file("log.csv").path, append: true)
    try other.trainingBegins()
    let columns = #expect(throws: LogFileError.self) { try other.epochEnds(0, report) }
    #expect(
      columns?.problem == "its columns are 'epoch,mae', and those of this training 'epoch,loss'")
    #expect(try folder.read("log.csv") == "epoch,mae\n0,1.0")

    try Data([0xFF, 0xFE, 0xFF]).write(to: folder.file("bytes.csv"))
    #expect(throws: LogFileError.self) {
      try CSVLogger(folder.file("bytes.csv").path, append: true).trainingBegins()
    }
  }

  @Test func `a log into a pipe gets each line once, and the pipe remains`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe").path
    mkfifo(path, 0o600)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let logger = CSVLogger(path, append: true)
    try logger.trainingBegins()
    var report = Report()
    for epoch in 0..<3 {
      report["loss"] = Double(epoch)
      try logger.epochEnds(epoch, report)
    }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(reader, &bytes, 100)
    #expect(
      String(decoding: bytes[..<max(count, 0)], as: UTF8.self)
        == "epoch,loss\n0,0.0\n1,1.0\n2,2.0\n")
    #expect(try folder.names() == ["pipe"])
  }

  @Test func `a name with a separator is quoted, a number that is missing is NA`() throws {
    let folder = try TemporaryFolder()
    let logger = CSVLogger(folder.file("log.csv").path)
    try logger.trainingBegins()
    var report = Report()
    report["a,\"b\"\u{301}"] = 1
    report["loss"] = .nan
    try logger.epochEnds(0, report)
    report["loss"] = nil
    try logger.epochEnds(1, report)
    let text = try folder.read("log.csv")
    let expected = "epoch,\"a,\"\"b\"\"\u{301}\",loss\n0,1.0,nan\n1,1.0,NA\n"
    #expect(Array(text.utf8) == Array(expected.utf8))
  }

  // MARK: - Checkpoints

  @Test(arguments: ["{epoch:0101d}", "{loss:.2147483648f}", "{loss:.99999999999999999999f}"])
  func `a path of more digits than a file's name has stops`(_ path: String) async {
    expectMessage(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [path] in
        _ = ModelCheckpoint(path)
      },
      "ModelCheckpoint: the path '\(path)' asks for", "ask for up to 100")
  }

  @Test(arguments: ModelRecording.recorded.checkpoints)
  func `files are written as by Keras`(_ recorded: ModelRecording.Checkpoint) throws {
    let folder = try TemporaryFolder()
    let model = try oneWeightModel()
    let checkpoint = ModelCheckpoint(
      folder.file(recorded.path).path, monitor: recorded.monitor, saveBestOnly: recorded.best,
      mode: MonitorMode(rawValue: recorded.mode)!)
    checkpoint.model = model
    checkpoint.trainingBegins()
    for (epoch, expected) in recorded.epochs.enumerated() {
      try model.setWeights([Tensor([[Float(epoch)]])])
      var report = Report()
      report["loss"] = 2 * expected.value
      report[recorded.monitor] = expected.value
      try checkpoint.epochEnds(epoch, report)
      try checkpoint.epochIsComplete(epoch, report)
      var files: [String: Double] = [:]
      for name in try folder.names() {
        let copy = try oneWeightModel(-1)
        try copy.loadWeights(from: folder.file(name))
        files[name] = copy.onlyWeight
      }
      #expect(files == expected.files, "epoch \(epoch)")
    }
  }

  @Test func `checkpoints of some epochs, and names that are not measured`() throws {
    let folder = try TemporaryFolder()
    let model = try oneWeightModel()
    let some = ModelCheckpoint(folder.file("{epoch}").path, every: 2)
    try model.fit(
      Tensor([[1.0]]), Tensor([[1.0]]), epochs: 5, verbose: .silent, callbacks: [some])
    #expect(try folder.names() == ["2", "4"])
    let error = #expect(throws: UnknownName.self) {
      try model.fit(
        Tensor([[1.0]]), Tensor([[1.0]]), verbose: .silent,
        callbacks: [ModelCheckpoint(folder.file("{lss:.2f}").path)])
    }
    #expect(error?.known == ["epoch", "loss"])
  }
}
