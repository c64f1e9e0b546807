import CZlib
import FileAccess
import Foundation

/// A zip archive that is being written; it appears under its path when it is finished.
///
/// ```swift
/// let archive = try ZipDraft("model.keras")
/// try archive.add("config.json", [Data("{}".utf8)])
/// try archive.finish()
/// ```
///
/// libzip, which reads archives here, is not used for writing: it would pass 400 MB of weights
/// through 8 KiB of memory and a slower checksum, and cannot leave room before an entry to align
/// it. Entries that are stored begin at multiples of 64 bytes, so that arrays in them can be
/// mapped. All entries have the same date, so that equal content gives equal bytes.
package final class ZipDraft {
  private let draft: FileDraft
  private let largest: Int
  private var offset = 0
  private var directory: [UInt8] = []
  private var count = 0

  /// Starts an archive.
  ///
  /// - Parameter largest: numbers of at least this size are written in the larger fields of the
  ///   later ZIP64 format; tests choose a small one.
  /// - Throws: `FileProblem` if the file cannot be written.
  package init(_ path: String, largest: Int = 0xffff_ffff) throws(FileProblem) {
    draft = try FileDraft(of: path)
    self.largest = largest
  }

  /// Adds an entry.
  ///
  /// - Parameters:
  ///   - pieces: its bytes, which are written from where they are.
  ///   - compressed: whether they are deflated.
  /// - Throws: `ZipProblem` if archives cannot have the name, `FileProblem` if the bytes cannot be
  ///   written.
  package func add(_ name: String, _ pieces: [Data], compressed: Bool = false) throws {
    guard !name.utf8.contains(0) else {
      throw ZipProblem(
        "its name has a zero byte, at which programs would cut it", in: name,
        cure: "give a name without one")
    }
    guard name.utf8.count < 1 << 16 else {
      throw ZipProblem(
        "its name has \(name.utf8.count) bytes, but archives hold names of at most 65535",
        in: String(name.prefix(40)) + "…", cure: "give a shorter name")
    }
    var entry = ZipRecord(name: name, offset: offset, isDeflated: compressed, largest: largest)
    entry.size = pieces.reduce(0) { $0 + $1.count }
    if compressed {
      // Its size is not known in advance, and follows it.
      try put(entry.localHeader)
      let start = offset
      for piece in pieces { entry.sum = CRC32.checksum(piece, after: entry.sum) }
      try deflate(pieces)
      entry.storedSize = offset - start
      try put(entry.descriptor)
    } else {
      for piece in pieces { entry.sum = CRC32.checksum(piece, after: entry.sum) }
      entry.storedSize = entry.size
      try put(entry.localHeader)
      for piece in pieces { try put(piece) }
    }
    directory += entry.centralHeader
    count += 1
  }

  /// Writes the list of entries, and puts the file under its name.
  ///
  /// - Throws: `FileProblem` if that is not possible; then a previous file remains.
  package func finish() throws(FileProblem) {
    let end = ZipRecord.end(
      count: count, directoryOffset: offset, directorySize: directory.count, largest: largest)
    try put(directory + end)
    try draft.finish()
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(FileProblem) {
    try draft.write(bytes)
    offset += bytes.count
  }

  // `withUnsafeBytes` has no typed throws.

  private func put(_ data: Data) throws(FileProblem) {
    try data.withUnsafeBytes { bytes in
      Result { () throws(FileProblem) in try put(bytes) }
    }.get()
  }

  private func put(_ bytes: [UInt8]) throws(FileProblem) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(FileProblem) in try put(bytes) }
    }.get()
  }

  /// Writes pieces as one deflated stream.
  private func deflate(_ pieces: [Data]) throws {
    var stream = z_stream()
    // A negative number of bits: without zlib's own header.
    guard
      deflateInit2_(
        &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw ZipProblem("there is no memory to compress it", cure: "close other programs") }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: 1 << 18)
    func run(_ input: UnsafeRawBufferPointer, _ flush: Int32) throws {
      // zlib only reads the input, although its declaration does not say so.
      let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.next_in = UnsafeMutablePointer(mutating: start)
      stream.avail_in = UInt32(input.count)
      repeat {
        let written = output.withUnsafeMutableBufferPointer { buffer in
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          CZlib.deflate(&stream, flush)
          return buffer.count - Int(stream.avail_out)
        }
        try output.withUnsafeBytes { try put(UnsafeRawBufferPointer(rebasing: $0[..<written])) }
      } while stream.avail_out == 0
    }
    for piece in pieces {
      try piece.withUnsafeBytes { bytes in
        // Larger pieces do not fit into zlib's counts.
        for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
          let end = min(start + (1 << 30), bytes.count)
          try run(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), Z_NO_FLUSH)
        }
      }
    }
    try run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
  }
}
