import FileAccess

extension Dataset where Element == Tensor, Failure == any Error {
  /// The records of TFRecord files, as bytes.
  ///
  /// ```swift
  /// Dataset.tfRecords("train.tfrecord").map { bytes in try decode(bytes) }
  /// ```
  ///
  /// A record consists of its length, the checksum of the length, its bytes and their checksum;
  /// both checksums are verified.
  ///
  /// - Parameter compression: how the files are compressed.
  /// - **Shapes:** `(n,)`.
  /// - **DTypes:** `uint8`.
  /// - Throws: `DatasetError` with the file, the record and its position, if a checksum is wrong or
  ///   the file ends within a record.
  public static func tfRecords(
    _ paths: [String], compression: FileCompression = .none
  ) -> Dataset {
    let stage = FileStage(paths: paths) { path in
      TFRecordIterator(try TFRecordReader(path, compression))
    }
    return Dataset(stage: stage, structure: .tensor)
  }

  /// The records of a TFRecord file, as bytes.
  public static func tfRecords(
    _ path: String, compression: FileCompression = .none
  ) -> Dataset {
    tfRecords([path], compression: compression)
  }
}

/// Writes a TFRecord file, which TensorFlow's `TFRecordDataset` can read.
///
/// ```swift
/// try writeTFRecords([Tensor([1, 2] as [UInt8])], to: "two.tfrecord")
/// ```
///
/// The file appears whole or not at all.
///
/// - **DTypes:** `uint8`.
/// - Throws: `DatasetError` if the file cannot be written.
/// - Precondition: the records are `uint8`.
public func writeTFRecords(_ records: some Sequence<Tensor>, to path: String) throws {
  let writer = try TFRecordWriter(path)
  for record in records { try writer.write(record.scalars(as: UInt8.self)) }
  try writer.finish()
}

private final class TFRecordIterator: StageIterator {
  private let reader: TFRecordReader

  init(_ reader: TFRecordReader) { self.reader = reader }

  override func next() throws -> Sample? {
    try reader.next().map { .value(Box(Tensor($0, shape: [$0.count]))) }
  }
}

/// Reads records one by one.
final class TFRecordReader {
  private let file: FileReader
  private var record = 0

  init(_ path: String, _ compression: FileCompression = .none) throws {
    file = try FileReader(path, compression)
  }

  /// The bytes of the next record; nil at the end of the file.
  func next() throws -> [UInt8]? {
    let start = file.position
    let header = try file.read(12)
    if header.isEmpty { return nil }
    try check(
      header.count == 12, "the end of the file after \(header.count) bytes", "a length", start)
    let lengthBytes = Array(header[..<8])
    let isCompressed = start == 0 && Inflater.isGzip(header)
    try check(
      CRC32C.masked(lengthBytes) == number(header[8...]),
      isCompressed ? "the beginning of a gzip file" : "a wrong checksum of the length",
      isCompressed ? "a record, or compression: .gzip in the call," : "that of its 8 bytes", start)
    // The checksum proves nothing about the rest of the file: the length is trusted only as far as
    // bytes follow.
    let length = Int(clamping: number(lengthBytes[...]))
    let bytes = try file.read(length)
    try check(
      bytes.count == length, "the end of the file after \(bytes.count) bytes",
      "\(length) bytes of data", start)
    let footer = try file.read(4)
    try check(footer.count == 4, "the end of the file", "a checksum", start)
    try check(
      CRC32C.masked(bytes) == number(footer[...]), "a wrong checksum of the data",
      "that of its \(length) bytes", start)
    record += 1
    return bytes
  }

  private func check(_ isRight: Bool, _ found: String, _ expected: String, _ start: Int) throws {
    if isRight { return }
    throw DatasetError.malformed(
      file: file.path, location: "record \(record) (at byte \(start))", found: found,
      expected: expected)
  }

  /// A little-endian number.
  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// Writes records one by one into a file that gets its name only at the end.
final class TFRecordWriter {
  private let path: String
  private let draft: FileDraft

  init(_ path: String) throws {
    self.path = path
    draft = try Self.reporting(path) { () throws(FileProblem) in try FileDraft(of: path) }
  }

  func write(_ record: [UInt8]) throws {
    let length = bytes(UInt64(record.count))
    let framed =
      length + bytes(CRC32C.masked(length)) + record + bytes(CRC32C.masked(record))
    let result = framed.withUnsafeBytes { bytes in
      Result { () throws(FileProblem) in try draft.write(bytes) }
    }
    try Self.reporting(path) { () throws(FileProblem) in try result.get() }
  }

  /// Gives the file its name.
  func finish() throws {
    try Self.reporting(path) { () throws(FileProblem) in try draft.finish() }
  }

  private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }

  private static func reporting<Value>(
    _ path: String, _ body: () throws(FileProblem) -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch {
      throw DatasetError.cannotWrite(file: path, reason: error.problem, cure: error.cure)
    }
  }
}
