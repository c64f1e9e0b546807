import Foundation
import Tapestry
import TensorBoardFiles
import TestSupport
import Testing

/// Runs that TensorFlow wrote, and what is in them.
struct EventAccumulatorTests {
  private func recorded(_ name: String) -> URL {
    Bundle.module.url(forResource: "Recordings/\(name)", withExtension: nil)!
  }

  private func bytes(of run: URL) throws -> [UInt8] {
    let name = try FileManager.default.contentsOfDirectory(atPath: run.path)[0]
    return Array(try Data(contentsOf: run.appendingPathComponent(name)))
  }

  @Test(arguments: ["run-tf2.1", "run-tf2.18"])
  func `a run of TensorFlow has its numbers, histograms, images and texts`(
    _ name: String
  ) throws {
    let events = try EventAccumulator(recorded(name).path)
    #expect(events.scalars["loss"]?.map(\.step) == [0, 10, 20, 30, 40, 50])
    #expect(events.scalars["loss"]?.first?.value == 35.055999755859375)
    let weights = try #require(events.histograms["weights"])
    #expect(weights.map { $0.value.count } == [30, 5])
    #expect(weights.map { $0.value.reduce(0) { $0 + $1.count } } == [6, 6])
    let pictures = try #require(events.images["figure"]?.first?.value)
    #expect("\(pictures.files.count) of \(pictures.width) x \(pictures.height)" == "1 of 6 x 4")
    #expect(pictures.files[0].starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(events.texts["notes"]?.map(\.value) == [["**seed 22**"]])
    #expect(events.others.values.contains { $0.hasPrefix("graph") })
  }

  @Test func `the tenth file of a second is read after the ninth`() throws {
    let folder = try TemporaryFolder()
    let written = try TemporaryFolder()
    for number in 9...10 {
      let run = written.file("\(number)")
      try SummaryWriter(logDirectory: run.path).scalar("loss", 0.5, step: number)
      let name = try FileManager.default.contentsOfDirectory(atPath: run.path)[0]
      try FileManager.default.copyItem(
        at: run.appendingPathComponent(name),
        to: folder.file("events.out.tfevents.1790000000.host.7.\(number).v2"))
    }
    let events = try EventAccumulator(folder.url.path)
    #expect(events.scalars["loss"]?.map(\.step) == [9, 10])
  }

  @Test func `a truncated file gives the events before, and says that it is torn`() throws {
    let whole = try bytes(of: recorded("run-tf2.1"))
    let folder = try TemporaryFolder()
    let file = folder.file("events.out.tfevents.1")
    var counts: [Int] = []
    var untorn = 0
    for length in 0...whole.count {
      try Data(whole[..<length]).write(to: file)
      let events = try EventAccumulator(folder.url.path)
      counts.append(events.scalars.values.reduce(0) { $0 + $1.count })
      if !events.isTorn { untorn += 1 }
    }
    #expect(counts == counts.sorted())
    #expect(counts.first == 0 && counts.last == 12)
    // After each of 18 events, and before the first.
    #expect(untorn == 19)
  }

  @Test func `a bit that changed anywhere is found, or makes the file end there`() throws {
    let whole = try bytes(of: recorded("run-tf2.1"))
    let folder = try TemporaryFolder()
    let file = folder.file("events.out.tfevents.1")
    var accepted: [Int] = []
    for offset in stride(from: 0, to: whole.count, by: 7) {
      var changed = whole
      changed[offset] ^= 1 << UInt8(offset % 8)
      try Data(changed).write(to: file)
      do {
        if try !EventAccumulator(folder.url.path).isTorn { accepted.append(offset) }
      } catch { #expect("\(error)".contains("checksum")) }
    }
    #expect(accepted == [])
  }

  @Test func `changed events with right checksums are read or refused`() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("events.out.tfevents.1")
    let records = try ["run-tf2.1", "run-tf2.18"].flatMap { run in
      try Self.records(of: bytes(of: recorded(run)))
    }
    try fuzz("events", corpus: records) { record in
      let path = folder.file("one.tfrecord").path
      try writeTFRecords([Tensor(record, shape: [record.count])], to: path)
      try? FileManager.default.removeItem(at: url)
      try FileManager.default.moveItem(atPath: path, toPath: url.path)
      do { _ = try EventAccumulator(folder.url.path) } catch {
        try require("\(error)".contains("cure: "), "an error without a cure: \(error)")
      }
    }
  }

  private static func records(of file: [UInt8]) -> [[UInt8]] {
    var records: [[UInt8]] = []
    var rest = file[...]
    while rest.count >= 16 {
      let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      records.append(Array(rest.dropFirst(12).prefix(length)))
      rest = rest.dropFirst(16 + length)
    }
    return records
  }

  @Test func `a folder without event files is an error that says which folder to give`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: (any Error).self) { try EventAccumulator(folder.url.path) }
    #expect("\(error!)".contains("tfevents") && "\(error!)".contains("/train"))
    #expect(throws: (any Error).self) { try EventAccumulator(folder.file("missing").path) }
  }
}
