import FileAccess
import Foundation
import TestSupport
import Testing

@testable import Tapestry

/// Every reader of files, given files that are damaged at random: each reads or throws a typed
/// error, and what it read is what was written.
struct DatasetFuzzTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("input").path
  }

  /// Reads each changed file; a `DatasetError` is an answer too.
  private func fuzzFiles<Value>(
    _ name: String, corpus: [[UInt8]], count: Int = 2000, read: (String) throws -> Value,
    check: (Value, [UInt8]) throws -> Void
  ) throws {
    try fuzz(name, corpus: corpus, count: count) { bytes in
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let value: Value
      do {
        value = try read(path)
      } catch let error as DatasetError {
        try require(error.description.contains("cure: "), "no cure in \(error)")
        return
      }
      try check(value, bytes)
    }
  }

  private func all<Element>(_ dataset: Dataset<Element, any Error>) throws -> [Element] {
    let elements = dataset.makeIterator()
    var all: [Element] = []
    while let element = try elements.next() { all.append(element) }
    return all
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// The bytes as gzip packs them without compressing, in one block.
  private static func gzipped(_ content: [UInt8]) -> [UInt8] {
    func word(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian, Array.init)
    }
    var remainder = UInt32.max
    for byte in content {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0) }
    }
    let count = UInt16(content.count)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1] + word(count) + word(~count) + content
      + word(~remainder) + word(UInt32(content.count))
  }

  // MARK: - Texts

  @Test func `fuzzed text lines are those of the file`() throws {
    let corpus = [bytes("one\ntwo\r\n\nthree"), bytes("ä\n\u{1F600}\n"), [0xc3, 0x28, 0x0a]]
    try fuzzFiles("textLines", corpus: corpus) {
      try all(.textLines($0))
    } check: { lines, bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let expected = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0.last == "\r" ? $0.dropLast() : $0) }
      try require(
        lines
          == (text.unicodeScalars.last == "\n" || text.isEmpty
            ? expected.dropLast() : expected),
        "\(lines)")
    }
  }

  @Test func `fuzzed compressed lines are whole, or an error`() throws {
    let corpus = [
      Self.gzipped(bytes("one\ntwo\n")), Self.gzipped(bytes("one\n")) + Self.gzipped([]),
    ]
    for compression in [FileCompression.gzip, .zlib] {
      try fuzzFiles("gzip", corpus: corpus, count: 1000) {
        try all(.textLines($0, compression: compression))
      } check: { lines, bytes in
        // The checksum holds, so these lines were packed by a program.
        try require(bytes.isEmpty || lines.count <= bytes.count, "\(lines)")
      }
    }
  }

  @Test func `fuzzed records of texts have the fields that were written`() throws {
    let corpus = [
      bytes("a,b\n1,2\n"), bytes("\u{FEFF}\"a,b\",\"say \"\"x\"\"\"\r\n\"two\nlines\",\n"),
      bytes("\"\"\"\u{301}\",b\n"),
    ]
    try fuzzFiles("csvRecords", corpus: corpus) {
      try all(.csvRecords($0))
    } check: { records, _ in
      // Written with quotation marks throughout, they are read as the same ones.
      let text = records.map { fields in
        fields.map { "\"" + $0.escaping(["\"": "\"\""]) + "\"" }.joined(separator: ",") + "\n"
      }.joined()
      let copy = folder.file("copy").path
      try Data(text.utf8).write(to: URL(fileURLWithPath: copy))
      let read = try all(.csvRecords(copy))
      // A carriage return at a line's end belongs to the end.
      if !text.contains("\r\n") { try require(read == records, "\(records), read as \(read)") }
    }
  }

  @Test(arguments: [DType.float32, .float64, .int64, .int8, .uint8, .bool])
  func `fuzzed columns of numbers are numbers of their type`(dtype: DType) throws {
    let corpus = [
      bytes("a,b\n1,0\n0,1\n"), bytes("a,b\n9223372036854775807,-9223372036854775808\n"),
      bytes("a,b\n1e300, 0x1p3\n,nan\n-128,255\n9.007199254740993e15,\"1\"\n"),
    ]
    try fuzzFiles("csv", corpus: corpus, count: 600) {
      try all(.csv($0, missing: 1, dtype: dtype))
    } check: { rows, _ in
      try require(rows.allSatisfy { $0.dtype == dtype && $0.rank == 1 }, "\(rows)")
    }
  }

  // MARK: - Records

  @Test func `fuzzed records of TensorFlow's are those whose checksums hold`() throws {
    let contents: [[UInt8]] = [[], [1], [2, 3, 4], Array(0...200)]
    try writeTFRecords(contents.map { Tensor($0, shape: [$0.count]) }, to: path)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    try fuzzFiles("tfRecords", corpus: [whole]) {
      try all(.tfRecords($0))
    } check: { records, bytes in
      let copy = folder.file("copy")
      try writeTFRecords(records, to: copy.path)
      try require(Array(try Data(contentsOf: copy)) == bytes, "\(records)")
    }
  }

  @Test func `fuzzed records of one length make up the file`() throws {
    let corpus: [[UInt8]] = [Array(0..<23), [], [1]]
    let sizes = [(4, 2, 1), (1, 0, 0), (3, .max, .max), (.max, 1, .max), (7, 0, 2)]
    for (record, header, footer) in sizes {
      func read(_ path: String, _ compression: FileCompression) throws -> [UInt8] {
        try all(
          .fixedLengthRecords(
            path, recordBytes: record, headerBytes: header, footerBytes: footer,
            compression: compression)
        ).flatMap { $0.scalars(as: UInt8.self) }
      }
      try fuzzFiles("fixedLength", corpus: corpus, count: 300) {
        try read($0, .none)
      } check: { content, bytes in
        try require(content == Array(bytes.dropFirst(header).dropLast(footer)), "\(content)")
        // The same file compressed, whose size is not known.
        let packed = folder.file("packed")
        try Data(Self.gzipped(bytes)).write(to: packed)
        try require(try read(packed.path, .gzip) == content, "differs where compressed")
      }
    }
  }

  // MARK: - Formats of images

  @Test func `fuzzed IDX files are tensors of their shape`() throws {
    let corpus: [[UInt8]] = [
      [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6],
      [0, 0, 0xd, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0], [0, 0, 8, 0, 7],
    ]
    try fuzzFiles("IDX", corpus: corpus) {
      try readIDX($0)
    } check: { tensor, bytes in
      let header = 4 + 4 * tensor.rank
      try require(tensor.count * tensor.dtype.size == bytes.count - header, "\(tensor.spec)")
    }
  }

  @Test func `fuzzed CIFAR files are images and labels`() throws {
    let corpus = [
      [3] + [UInt8](repeating: 7, count: 3072), [19, 99] + Array(repeating: 1, count: 3072),
    ]
    try fuzzFiles("CIFAR", corpus: corpus, count: 200) { path in
      (try? readCIFAR10([path]), try? readCIFAR100([path]))
    } check: { read, bytes in
      if let (images, labels) = read.0 {
        try require(labels.count * 3073 == bytes.count && images.count == labels.count * 3072, "")
      }
      if let (images, coarse, _) = read.1 {
        try require(coarse.count * 3074 == bytes.count && images.count == coarse.count * 3072, "")
      }
    }
  }

  // MARK: - What datasets write

  @Test func `fuzzed caches give the elements that were kept, or an error`() throws {
    let elements = Dataset.fromTensorSlices(
      (Tensor([[1, 2], [3, 4], [5, 6]]), Tensor([true, false, true])))
    let cached = elements.cache(in: path)
    _ = try all(cached)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    try fuzzFiles("cache", corpus: [whole]) { _ in
      try all(cached)
    } check: { elements, bytes in
      try require(bytes == whole && elements.count == 3, "\(elements)")
    }
  }

  @Test func `fuzzed records of tensors hold what was written`() throws {
    let tensors = [Tensor([[1.5, -2]]), Tensor([true, false]), Tensor([1, 2, 3] as [Int64])]
    let corpus = [TensorRecord.bytes(of: tensors), TensorRecord.bytes(of: [Tensor(true)])]
    try fuzz("TensorRecord", corpus: corpus) { bytes in
      guard let tensors = TensorRecord.tensors(in: bytes) else { return }
      try require(TensorRecord.bytes(of: tensors) == bytes, "\(tensors)")
    }
  }

  @Test func `fuzzed states resume, or an error says why not`() throws {
    let datasets = [
      Dataset.range(9).shuffle(4, seed: 1).batch(2),
      Dataset.range(9).shuffle(4, seed: 1).repeat().batch(2),
    ]
    let states = try datasets.map { dataset in
      let iterator = dataset.makeIterator()
      _ = iterator.next()
      return Array(try JSONEncoder().encode(iterator.state()))
    }
    try fuzz("DatasetState", corpus: states + [Array("9223372036854775807".utf8)]) { bytes in
      guard let state = try? JSONDecoder().decode(DatasetState.self, from: Data(bytes)) else {
        return
      }
      for dataset in datasets {
        let iterator: DatasetIterator<Tensor, Never>
        do {
          iterator = try dataset.makeIterator(resuming: state)
        } catch let error as DatasetError {
          try require(error.description.contains("cure: "), "\(error)")
          continue
        }
        try require(iterator.state().delivered == state.delivered, "\(iterator.state())")
        _ = iterator.next()
      }
    }
  }
}
