import Foundation
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

struct SummaryWriterTests {
  @Test func `numbers and texts that are written are read again, with their steps`() throws {
    let folder = try TemporaryFolder()
    let writer = try SummaryWriter(logDirectory: folder.file("run").path)
    try writer.scalar("loss", 35.056, step: 0)
    try writer.scalar("loss", .nan, step: 10)
    try writer.scalar("mse/train", -.infinity, step: 7)
    try writer.text("notes", "**seed 22** ü", step: 1)
    let events = try EventAccumulator(folder.file("run").path)
    let losses = try #require(events.scalars["loss"])
    #expect(losses.map(\.step) == [0, 10])
    #expect(losses[0].value == Double(Float(35.056)))
    #expect(losses[1].value.isNaN)
    #expect(events.scalars["mse/train"]?.map(\.value) == [-.infinity])
    #expect(events.texts["notes"]?.map(\.value) == [["**seed 22** ü"]])
    #expect(!events.isTorn)
  }

  @Test func `each event is in the file when the call returns, and times never go back`() throws {
    let folder = try TemporaryFolder()
    let writer = try SummaryWriter(logDirectory: folder.url.path)
    for step in 0..<5 {
      try writer.scalar("loss", Double(step), step: step)
      let points = try EventAccumulator(folder.url.path).scalars["loss"] ?? []
      #expect(points.map(\.step) == Array(0...step))
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.wallTime <= $1.wallTime })
      #expect(points[0].wallTime > 1e9)
    }
  }

  @Test func `two writers of a run have separate files, and a reader finds both`() throws {
    let folder = try TemporaryFolder()
    let first = try SummaryWriter(logDirectory: folder.url.path)
    let second = try SummaryWriter(logDirectory: folder.url.path)
    try second.scalar("b", 2, step: 0)
    try first.scalar("a", 1, step: 0)
    #expect(try folder.names().count == 2)
    #expect(try folder.names().allSatisfy { $0.contains("tfevents") && $0.hasSuffix(".v2") })
    #expect(try EventAccumulator(folder.url.path).scalars.keys.sorted() == ["a", "b"])
  }

  @Test func `the names of files that one program writes ascend, beyond ten of a second`() throws {
    let folder = try TemporaryFolder()
    for step in 0..<12 {
      try SummaryWriter(logDirectory: folder.url.path).scalar("loss", 0.5, step: step)
    }
    // As TensorBoard reads them: in the order of the names as strings.
    let steps = try folder.names().sorted().map { name in
      let alone = try TemporaryFolder()
      try FileManager.default.copyItem(at: folder.file(name), to: alone.file(name))
      return try EventAccumulator(alone.url.path).scalars["loss"]?.map(\.step)
    }
    #expect(steps == (0..<12).map { [$0] })
  }

  @Test func `a folder that cannot be made is an error that names it`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    let path = folder.file("file/run").path
    let error = #expect(throws: (any Error).self) { try SummaryWriter(logDirectory: path) }
    #expect("\(error!)".contains(path))
  }

  @Test func `hyperparameters that are written are read again`() throws {
    let folder = try TemporaryFolder()
    let writer = try SummaryWriter(logDirectory: folder.url.path)
    try writer.hyperparameters(["optimizer": "Adam", "units": 32, "rate": 0.5, "shuffle": true])
    try writer.trainingEnded(successfully: true)
    let found = try EventAccumulator(folder.url.path).hyperparameters
    #expect(found == ["optimizer": "Adam", "units": .double(32), "rate": 0.5, "shuffle": true])
  }

  @Test func `a hyperparameter that is a list stops the program`() async {
    let exit = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let folder = try TemporaryFolder()
      try SummaryWriter(logDirectory: folder.url.path).hyperparameters(["units": [1, 2]])
    }
    expectMessage(exit, "the value [1, 2]", "give numbers, Booleans and strings")
  }
}
