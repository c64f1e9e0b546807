extension Dataset where Element == Tensor, Failure == any Error {
  /// The records of files in which all records have the same number of bytes.
  ///
  /// ```swift
  /// Dataset.fixedLengthRecords("data_batch_1.bin", recordBytes: 3073)
  ///   .map { bytes in (bytes[1...], bytes[0]) }
  /// ```
  ///
  /// Files are read a piece at a time; `headerBytes` at the beginning of each file and
  /// `footerBytes` at its end are skipped.
  ///
  /// - Parameter compression: how the files are compressed.
  /// - **Shapes:** `(recordBytes,)`.
  /// - **DTypes:** `uint8`.
  /// - Throws: `DatasetError` if a file cannot be read, or is not as long as a whole number of
  ///   records.
  /// - Precondition: no size is negative, and that of a record is positive.
  public static func fixedLengthRecords(
    _ paths: [String], recordBytes: Int, headerBytes: Int = 0, footerBytes: Int = 0,
    compression: FileCompression = .none
  ) -> Dataset {
    guard recordBytes > 0, headerBytes >= 0, footerBytes >= 0 else {
      misuse(
        "fixedLengthRecords",
        "records of \(recordBytes) bytes after \(headerBytes) and before \(footerBytes)",
        cure: "give a record at least one byte, and no negative sizes")
    }
    let sizes = RecordSizes(record: recordBytes, header: headerBytes, footer: footerBytes)
    let stage = FileStage(paths: paths) { path in
      let file = try FileReader(path, compression)
      if let size = try file.size() { return try RecordIterator(file, size, sizes) }
      return try StreamedRecordIterator(file, sizes)
    }
    return Dataset(stage: stage, structure: .tensor)
  }

  /// The records of a file in which all records have the same number of bytes.
  public static func fixedLengthRecords(
    _ path: String, recordBytes: Int, headerBytes: Int = 0, footerBytes: Int = 0,
    compression: FileCompression = .none
  ) -> Dataset {
    fixedLengthRecords(
      [path], recordBytes: recordBytes, headerBytes: headerBytes, footerBytes: footerBytes,
      compression: compression)
  }
}

private struct RecordSizes {
  let record: Int
  let header: Int
  let footer: Int

  /// The error for a file whose size does not fit.
  func malformed(_ path: String, found: String) -> DatasetError {
    .malformed(
      file: path, location: "all of it", found: found,
      expected: "a multiple of \(record) bytes"
        + (header == 0 && footer == 0 ? "" : " and \(header) + \(footer) more"))
  }
}

private final class RecordIterator: StageIterator {
  private let file: FileReader
  private let spec: TensorSpec
  private let sizes: RecordSizes
  private var record = 0
  private let count: Int

  init(_ file: FileReader, _ size: Int, _ sizes: RecordSizes) throws {
    self.file = file
    self.sizes = sizes
    spec = TensorSpec(shape: [sizes.record], dtype: .uint8)
    // The sizes are subtracted one after the other, as their sum may overflow.
    guard sizes.header <= size, sizes.footer <= size - sizes.header,
      (size - sizes.header - sizes.footer) % sizes.record == 0
    else { throw sizes.malformed(file.path, found: "\(size) bytes") }
    count = (size - sizes.header - sizes.footer) / sizes.record
    try file.skip(sizes.header)
  }

  override func next() throws -> Sample? {
    guard record < count else { return nil }
    let bytes = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let read = try bytes.withBytes { try file.read(sizes.record, into: $0) }
    guard read == sizes.record else {
      throw DatasetError.malformed(
        file: file.path, location: "record \(record)",
        found: "the end of the file after \(read) bytes",
        expected: "a record of \(sizes.record) bytes")
    }
    record += 1
    return .value(Box(bytes))
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    let skipped = min(left, count - record)
    try file.skip(skipped * sizes.record)
    record += skipped
    left -= skipped
  }
}

/// The records of a file whose size is not known before its end: bytes are a record only if at
/// least the footer's bytes follow.
private final class StreamedRecordIterator: StageIterator {
  private let file: FileReader
  private let sizes: RecordSizes
  /// The bytes read of the record and of the footer that may follow.
  private var pending: [UInt8] = []
  private var isDone = false

  init(_ file: FileReader, _ sizes: RecordSizes) throws {
    self.file = file
    self.sizes = sizes
    let skipped = try file.skip(sizes.header)
    guard skipped == sizes.header else {
      throw sizes.malformed(file.path, found: "\(skipped) bytes")
    }
  }

  override func next() throws -> Sample? {
    if isDone { return nil }
    let (needed, isTooLarge) = sizes.record.addingReportingOverflow(sizes.footer)
    pending += try file.read((isTooLarge ? .max : needed) - pending.count)
    guard !isTooLarge, pending.count == needed else {
      isDone = true
      guard pending.count == sizes.footer else {
        throw sizes.malformed(file.path, found: "\(file.position) bytes")
      }
      return nil
    }
    let record = Tensor(Array(pending.prefix(sizes.record)), shape: [sizes.record])
    pending.removeFirst(sizes.record)
    return .value(Box(record))
  }
}
