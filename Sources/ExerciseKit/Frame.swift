#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One message between the judge and the process that runs a solution.
///
/// The format: the length of the rest (4 bytes), an id (8 bytes), the kind (1 byte), the contents;
/// integers are little-endian. An answer repeats the id of its question, which is random, so that
/// no question can be answered before it is asked.
package struct Frame: Sendable {
  package enum Kind: UInt8, Sendable {
    case question = 1
    case end, answer, unsolved, thrown
    /// Sent twice and answered twice: when the sandbox is in place, and when the solution is
    /// loaded.
    case ready
  }

  package let id: UInt64
  package let kind: Kind
  package let contents: [UInt8]

  package init(id: UInt64, kind: Kind, contents: [UInt8] = []) {
    self.id = id
    self.kind = kind
    self.contents = contents
  }

  /// More than any exercise needs, and little enough for the memory of a judge with many jobs.
  package static let longest = 32 << 20
  package static let headerCount = 13

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerCount + contents.count)
    withUnsafeBytes(of: UInt32(contents.count + 9).littleEndian) { bytes += $0 }
    withUnsafeBytes(of: id.littleEndian) { bytes += $0 }
    bytes.append(kind.rawValue)
    return bytes + contents
  }

  /// The header in the first bytes, or nil if they cannot begin a frame.
  package static func header(_ bytes: some Sequence<UInt8>) -> (id: UInt64, kind: Kind, count: Int)?
  {
    let bytes = Array(bytes.prefix(headerCount))
    guard bytes.count == headerCount, let kind = Kind(rawValue: bytes[12]) else { return nil }
    let length = bytes[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    let id = bytes[4..<12].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 9, length <= longest else { return nil }
    return (id, kind, length - 9)
  }
}

extension Frame {
  /// Reads the next frame; nil at the end, or if the bytes are not a frame.
  package static func read(from file: Int32) -> Frame? {
    guard let start = readBytes(headerCount, from: file), let header = header(start),
      let contents = readBytes(header.count, from: file)
    else { return nil }
    return Frame(id: header.id, kind: header.kind, contents: contents)
  }

  /// Writes the frame; false if the other side no longer reads.
  @discardableResult
  package func write(to file: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Self.system.write(file, bytes.baseAddress! + sent, bytes.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  private static func readBytes(_ count: Int, from file: Int32) -> [UInt8]? {
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = system.read(file, buffer.baseAddress! + filled, count - filled)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          isWhole = false
          return
        }
        filled += got
      }
    }
    return isWhole ? bytes : nil
  }

  // Inside this type `read` and `write` mean its own functions.
  #if canImport(Glibc)
    private static let system = (read: Glibc.read, write: Glibc.write)
  #else
    private static let system = (read: Darwin.read, write: Darwin.write)
  #endif
}
