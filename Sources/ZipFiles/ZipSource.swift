import CZip
import FileAccess
import Foundation

/// A file that libzip reads from, and that records where libzip has read last.
///
/// libzip does not tell where in a file the bytes of an entry are. Letting libzip open the path
/// itself would be simpler, but only this allows stored entries to be mapped.
final class ZipSource {
  let file: PlainFile
  /// Where the next byte is read.
  private(set) var position = 0

  init(_ file: PlainFile) { self.file = file }

  /// The source for libzip, which keeps the object until it is freed; nil if there is no memory for
  /// it.
  func handle() -> OpaquePointer? {
    let own = Unmanaged.passRetained(self)
    let handle = zip_source_function_create(zipSourceCommand, own.toOpaque(), nil)
    if handle == nil { own.release() }
    return handle
  }

  fileprivate func answer(
    _ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int64 {
    switch command {
    case ZIP_SOURCE_OPEN:
      position = 0
      return 0
    case ZIP_SOURCE_READ:
      let byteCount = max(0, min(count, file.size - position))
      do {
        try file.read(UnsafeMutableRawBufferPointer(start: data, count: byteCount), at: position)
      } catch { return -1 }
      position += byteCount
      return Int64(byteCount)
    case ZIP_SOURCE_SEEK:
      let offset = zip_source_seek_compute_offset(
        UInt64(position), UInt64(file.size), data, UInt64(count), nil)
      guard offset >= 0 else { return -1 }
      position = Int(offset)
      return 0
    case ZIP_SOURCE_TELL: return Int64(position)
    case ZIP_SOURCE_STAT:
      guard let status = data?.assumingMemoryBound(to: zip_stat_t.self) else { return -1 }
      zip_stat_init(status)
      status.pointee.size = UInt64(file.size)
      status.pointee.valid = UInt64(ZIP_STAT_SIZE)
      return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      guard let codes = data?.assumingMemoryBound(to: Int32.self), count >= 8 else { return -1 }
      (codes[0], codes[1]) = (ZIP_ER_READ, EIO)
      return 8
    case ZIP_SOURCE_SUPPORTS:
      let commands = [
        ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
        ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
      ]
      return commands.reduce(0) { $0 | 1 << Int64($1.rawValue) }
    case ZIP_SOURCE_CLOSE: return 0
    default: return -1
    }
  }
}

private func zipSourceCommand(
  _ own: UnsafeMutableRawPointer?, _ data: UnsafeMutableRawPointer?, _ count: zip_uint64_t,
  _ command: zip_source_cmd_t
) -> zip_int64_t {
  guard let own else { return -1 }
  let source = Unmanaged<ZipSource>.fromOpaque(own)
  if command == ZIP_SOURCE_FREE {
    source.release()
    return 0
  }
  return source.takeUnretainedValue().answer(command, data, Int(clamping: count))
}
