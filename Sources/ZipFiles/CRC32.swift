import CKernels
import CZlib
import Foundation

/// The checksum of zip archives. That of the text `123456789` is `0xcbf43926`.
package enum CRC32 {
  /// The checksum of bytes that follow others.
  ///
  /// - Parameter sum: the checksum of what comes before.
  package static func checksum(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
    var (sum, rest) = (sum, bytes)
    // zlib processes a gigabyte per second, less than some disks write.
    if kernel_has_crc32() != 0, bytes.count >= 64 {
      let count = bytes.count & ~15
      sum = kernel_crc32(sum, bytes.baseAddress, count)
      rest = UnsafeRawBufferPointer(rebasing: bytes[count...])
    }
    return checksumByTables(rest, after: sum)
  }

  static func checksumByTables(_ bytes: UnsafeRawBufferPointer, after sum: UInt32) -> UInt32 {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    return bytes.isEmpty ? sum : UInt32(crc32_z(UInt(sum), start, z_size_t(bytes.count)))
  }

  /// The checksum of data that follow others.
  package static func checksum(_ data: Data, after sum: UInt32 = 0) -> UInt32 {
    data.withUnsafeBytes { checksum($0, after: sum) }
  }
}
