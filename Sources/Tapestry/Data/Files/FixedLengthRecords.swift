extension Dataset where Element == Tensor, Failure == any Error {
  /// Pieces of files that all have the same number of bytes.
  ///
  /// ```swift
  /// Dataset.fixedLengthRecords("data_batch_1.bin", recordBytes: 3073)
  ///   .map { bytes in (bytes[1...], bytes[0]) }
  /// ```
  ///
  /// Files are read a piece at a time; `headerBytes` at the beginning of each file and `footerBytes`
  /// at its end are left out.
  ///
  /// Shapes: `(recordBytes,)`. DTypes: `uint8`.
  /// Throws: `DatasetError` if a file cannot be read, or is no integer of records long.
  /// Traps: if a size is negative, or that of a record 0.
  public static func fixedLengthRecords(
    _ paths: [String], recordBytes: Int, headerBytes: Int = 0, footerBytes: Int = 0
  ) -> Dataset {
    guard recordBytes > 0, headerBytes >= 0, footerBytes >= 0 else {
      misuse(
        "fixedLengthRecords",
        "records of \(recordBytes) bytes after \(headerBytes) and before \(footerBytes)",
        cure: "give a record at least one byte, and no negative sizes")
    }
    let stage = FileStage(paths: paths) { path in
      try RecordIterator(path, recordBytes, headerBytes: headerBytes, footerBytes: footerBytes)
    }
    return Dataset(stage: stage, structure: .tensor)
  }

  /// Pieces of a file that all have the same number of bytes.
  public static func fixedLengthRecords(
    _ path: String, recordBytes: Int, headerBytes: Int = 0, footerBytes: Int = 0
  ) -> Dataset {
    fixedLengthRecords(
      [path], recordBytes: recordBytes, headerBytes: headerBytes, footerBytes: footerBytes)
  }
}

private final class RecordIterator: StageIterator {
  private let file: FileReader
  private let spec: TensorSpec
  private let recordBytes: Int
  private var record = 0
  private let count: Int

  init(_ path: String, _ recordBytes: Int, headerBytes: Int, footerBytes: Int) throws {
    file = try FileReader(path)
    self.recordBytes = recordBytes
    spec = TensorSpec(shape: [recordBytes], dtype: .uint8)
    guard let size = try file.size() else {
      throw DatasetError.cannotRead(
        file: path, reason: "it is no file whose size is known, of which records are counted")
    }
    let body = size - headerBytes - footerBytes
    guard headerBytes <= size, footerBytes <= size, body >= 0, body % recordBytes == 0 else {
      throw DatasetError.malformed(
        file: path, place: "all of it", found: "\(size) bytes",
        expected: "a multiple of \(recordBytes) bytes"
          + (headerBytes + footerBytes == 0 ? "" : " and \(headerBytes) + \(footerBytes) more"))
    }
    count = body / recordBytes
    try file.skip(headerBytes)
  }

  override func next() throws -> Sample? {
    guard record < count else { return nil }
    let bytes = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let read = try file.read(recordBytes, into: bytes.address)
    guard read == recordBytes else {
      throw DatasetError.malformed(
        file: file.path, place: "record \(record)",
        found: "the end of the file after \(read) bytes",
        expected: "a record of \(recordBytes) bytes")
    }
    record += 1
    return .value(Box(bytes))
  }

  override func skip(_ count: Int) throws -> Int {
    let skipped = min(count, self.count - record)
    try file.skip(skipped * recordBytes)
    record += skipped
    return skipped
  }
}
