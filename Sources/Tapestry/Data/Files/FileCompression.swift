import CZlib

/// The compression of a file.
///
/// ```swift
/// Dataset.textLines("words.txt.gz", compression: .gzip)
/// ```
///
/// - **Source:** `compression_type` of TensorFlow's `TextLineDataset` and of its other
///   readers of files.
public enum FileCompression: Sendable {
  /// None.
  case none
  /// The format of `gzip`: one compressed stream, or several in a row.
  case gzip
  /// The format of the zlib library: one compressed stream.
  case zlib
}

/// Decompresses a file, a piece at a time.
final class Inflater {
  /// An error in the compressed bytes.
  enum Problem: Error {
    case malformed(String)
    case truncated
  }

  private let compression: FileCompression
  // The library keeps the address, so it must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input = UnsafeMutablePointer<UInt8>.allocate(capacity: inputSize)
  private var isInputDone = false
  private var isBetweenStreams = true
  private var hasBegun = false

  private static let inputSize = 64 << 10

  init(_ compression: FileCompression) {
    self.compression = compression
    stream.initialize(to: z_stream())
    // The largest window, which reads streams made with any; adding 16 selects gzip's header.
    let window = MAX_WBITS + (compression == .gzip ? 16 : 0)
    let status = inflateInit2_(
      stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      misuse("FileCompression", "zlib does not start: \(status)", cure: "free memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills `target` with up to `count` bytes, and returns how many there were; 0 only at the end.
  ///
  /// `refill` reads up to the given number of compressed bytes, and returns how many there were.
  func read(
    into target: UnsafeMutableRawPointer, _ count: Int,
    refill: (UnsafeMutableRawPointer, Int) throws -> Int
  ) throws -> Int {
    let requested = min(count, 1 << 30)
    stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(requested)
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0, !isInputDone {
        let read = try refill(input, Self.inputSize)
        isInputDone = read == 0
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(read)
      }
      let isInputEmpty = stream.pointee.avail_in == 0
      if isBetweenStreams {
        if isInputEmpty { break }
        guard compression == .gzip || !hasBegun else {
          throw Problem.malformed("bytes after the end of the stream")
        }
        if hasBegun { inflateReset(stream) }
        (hasBegun, isBetweenStreams) = (true, false)
      }
      if isInputEmpty { throw Problem.truncated }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: isBetweenStreams = true
      default: throw Problem.malformed(stream.pointee.msg.map { String(cString: $0) } ?? "nonsense")
      }
    }
    return requested - Int(stream.pointee.avail_out)
  }

  /// Whether bytes begin like a gzip file.
  static func isGzip(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }
}
