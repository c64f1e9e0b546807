import Foundation
import Testing

@testable import Tapestry

struct DatasetCacheTests {
  @Test func `a cache in memory computes once, after an iteration that reached the end`() {
    let calls = Counter()
    let dataset = Dataset.range(4).map { x in
      calls.add()
      return x
    }.cache()
    _ = numbers(dataset.take(2))
    #expect(calls.value == 2)
    #expect(numbers(dataset) == [0, 1, 2, 3])
    #expect(calls.value == 6)
    #expect(numbers(dataset) == [0, 1, 2, 3])
    #expect(lists(dataset.batch(3)) == [[0, 1, 2], [3]])
    #expect(calls.value == 6)
    #expect(dataset.cardinality == .known(4))
  }

  @Test func `an iteration with an error keeps nothing`() throws {
    struct Broken: Error {}
    let fails = Counter()
    let dataset = Dataset.range(3).throwing.map { x in
      if x.number == 1, fails.value == 0 {
        fails.add()
        throw Broken()
      }
      return x
    }.cache()
    let iterator = dataset.makeIterator()
    #expect(try iterator.next()?.number == 0)
    #expect(throws: Broken.self) { try iterator.next() }
    #expect(try numbers(iterator) == [2])
    #expect(try numbers(dataset.makeIterator()) == [0, 1, 2])
  }

  @Test func `a cache in a file serves later programs, with all types and structures`() async throws
  {
    try await withFiles([]) { paths in
      let path = paths[0] + ".cache"
      func dataset(_ calls: Counter) -> Dataset<([String: Tensor], Tensor), any Error> {
        Dataset.fromTensorSlices(
          (["a": counting([4, 2]), "b": counting([4], .int8)], counting([4], .float64))
        )
        .map { x, y in
          calls.add()
          return (x, y * 2)
        }.cache(in: path)
      }
      let calls = Counter()
      for round in 0..<3 {
        var sum = 0.0
        let elements = dataset(calls).makeIterator()
        while let (x, y) = try elements.next() {
          #expect(x["a"]!.shape == [2] && x["b"]!.dtype == .int8 && y.dtype == .float64)
          sum += x["a"]!.sum().number + x["b"]!.number + y.number
        }
        #expect(sum == 28 + 6 + 12)
        // A later iteration reads the first element, to learn the elements' shapes and types.
        #expect(calls.value == 4 + round)
      }
    }
  }

  @Test func `an iteration that ends early leaves no file`() async throws {
    try await withFiles([]) { paths in
      let directory = URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
      do {
        let iterator = Dataset.range(3).cache(in: paths[0] + ".cache").makeIterator()
        _ = try iterator.next()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file0"])
      let texts = Dataset.range(3).map { "\(Int($0.number))" }.cache(in: paths[0] + ".cache")
      #expect(throws: DatasetError.self) { try texts.reduce("") { $0 + $1 } }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file0"])
      let nowhere = Dataset.range(3).cache(in: directory + "/nowhere/cache").makeIterator()
      #expect(throws: DatasetError.self) { try nowhere.next() }
    }
  }

  @Test func `a file that holds something else throws`() async throws {
    let contents: [[UInt8]] = [
      [1, 2, 3], record([]), record([0]), record([9, 0]), record([0, 1]), record([0, 9]),
      record([4, 1] + [255, 255, 255, 255, 255, 255, 255, 127] + [1, 2]),
      record([4, 2] + [0, 0, 0, 0, 0, 0, 0, 0] + [255, 255, 255, 255, 255, 255, 255, 255]),
      record(
        [0, 3] + [UInt8](repeating: 0, count: 8)
          + [UInt8](repeating: 127, count: 8) + [UInt8](repeating: 127, count: 8)),
      record(TensorRecord.bytes(of: [Tensor(1), Tensor(2)])),
    ]
    for content in contents {
      try await withFiles(content) { paths in
        let iterator = Dataset.range(3).cache(in: paths[0]).makeIterator()
        #expect(throws: DatasetError.self) { try iterator.next() }
      }
    }
  }

  @Test func `a file that was cut, emptied or changed is not a cache`() async throws {
    try await withFiles([]) { paths in
      let path = paths[0] + ".cache"
      let cached = Dataset.fromTensorSlices(Tensor([true, false, true])).cache(in: path)
      #expect(try cached.reduce(0) { sum, _ in sum + 1 } == 3)
      let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      let size = record(TensorRecord.bytes(of: [Tensor(true)])).count
      let damaged: [(String, [UInt8])] = [
        ("the file ends without the number", []),
        ("the file ends without the number", Array(whole[..<size])),
        ("the file ends without the number", Array(whole[..<(3 * size)])),
        ("3 elements were written", Array(whole[size...])),
        ("something follows the end", whole + record(TensorRecord.endMark(3))),
        ("something else than an element", record([0, 0, 2]) + Array(whole[size...])),
        ("something else than an element", record(TensorRecord.bytes(of: [Tensor(1)]))),
      ]
      for (expected, bytes) in damaged {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let error = datasetError { _ = try cached.reduce(0) { sum, _ in sum + 1 } }
        #expect(error?.contains(expected) == true, "\(error ?? "none")")
        #expect(error?.contains("cure: remove the file") == true)
      }
      // A Boolean of 2, in a record whose checksum is right.
      let bool = UInt8(DType.allCases.firstIndex(of: .bool)!)
      #expect(TensorRecord.tensors(in: [bool, 0, 1])?.count == 1)
      #expect(TensorRecord.tensors(in: [bool, 0, 2]) == nil)
    }
  }

  @Test func `elements of other types than the first are not kept in a file`() async throws {
    try await withFiles([]) { paths in
      let mixed = Dataset.range(2).map { cast($0, to: $0.number == 0 ? .int64 : .float32) }
      #expect(throws: DatasetError.self) {
        try mixed.cache(in: paths[0] + ".cache").reduce(0) { sum, _ in sum + 1 }
      }
    }
  }

  @Test func `a cache is written through a link, and a device stays what it is`() async throws {
    try await withFiles([]) { paths in
      let (file, link) = (paths[0] + ".cache", paths[0] + ".link")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      #expect(try Dataset.range(3).cache(in: link).reduce(0) { $0 + $1.number } == 3)
      #expect(FileManager.default.fileExists(atPath: file))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      for _ in 0..<2 {
        #expect(try Dataset.range(3).cache(in: "/dev/null").reduce(0) { $0 + $1.number } == 3)
      }
      let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
      #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
      try FileManager.default.removeItem(atPath: file)
      try Data().write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
      #expect(
        datasetError { try writeTFRecords([], to: file) }?.contains("it is read-only") == true)
    }
  }

  /// A record of TensorFlow's files.
  private func record(_ bytes: [UInt8]) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian, Array.init)
    let sums = [length, bytes].map { bytes in
      withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian, Array.init)
    }
    return length + sums[0] + bytes + sums[1]
  }
}
