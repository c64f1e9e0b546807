import Foundation
import Testing

@testable import Tapestry

struct TFRecordTests {
  private var recorded: URL {
    Bundle.module.url(forResource: "Recordings/records", withExtension: "tfrecord")!
  }

  private static let contents: [[UInt8]] = [
    [], Array("a".utf8), Array("Tapestry".utf8), Array(0...255),
    Array(repeating: 0x78, count: 1000),
  ]

  @Test func `records that TensorFlow wrote are read`() throws {
    let records = try elements(of: Dataset.tfRecords(recorded.path))
    #expect(records.map { $0.scalars(as: UInt8.self) } == Self.contents)
  }

  @Test func `records are written as TensorFlow writes them`() async throws {
    try await withFiles([1, 2, 3]) { paths in
      try writeTFRecords(Self.contents.map { Tensor($0, shape: [$0.count]) }, to: paths[0])
      let directory = URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file0"])
      #expect(try Data(contentsOf: URL(fileURLWithPath: paths[0])) == Data(contentsOf: recorded))
      #expect(throws: DatasetError.self) {
        try writeTFRecords([], to: directory + "/nowhere/file")
      }
    }
  }

  @Test func `each byte that changes is noticed`() async throws {
    let whole = Array(try Data(contentsOf: recorded))
    for offset in stride(from: 0, to: whole.count, by: 7) {
      var damaged = whole
      damaged[offset] ^= 0x10
      try await withFiles(damaged) { paths in
        let error = datasetError { _ = try elements(of: .tfRecords(paths)) }
        #expect(error?.contains("wrong checksum") == true, "byte \(offset): \(error ?? "none")")
      }
    }
  }

  @Test func `a file that ends within a record is noticed, and where`() async throws {
    let whole = Array(try Data(contentsOf: recorded))
    // The first record takes 16 bytes, the second 17, the third 24.
    for count in 1..<60 where ![16, 33, 57].contains(count) {
      try await withFiles(Array(whole[..<count])) { paths in
        let error = datasetError { _ = try elements(of: .tfRecords(paths)) }
        let record = count < 16 ? 0 : count < 33 ? 1 : count < 57 ? 2 : 3
        #expect(error?.contains("record \(record) (at byte") == true)
        #expect(error?.contains("the end of the file") == true)
      }
    }
  }

  @Test func `a length beyond all memory is not believed`() async throws {
    let length = [UInt8](repeating: 0xff, count: 8)
    let sum = withUnsafeBytes(of: CRC32C.masked(length).littleEndian, Array.init)
    try await withFiles(length + sum + [1, 2, 3]) { paths in
      let error = datasetError { _ = try elements(of: .tfRecords(paths)) }
      #expect(error?.contains("the end of the file after 3 bytes") == true)
    }
  }
}
