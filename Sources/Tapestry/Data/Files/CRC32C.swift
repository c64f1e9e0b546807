import CKernels

/// The checksum of TensorFlow's files: the remainder of a message, read as a polynomial over bits,
/// divided by Castagnoli's polynomial.
///
/// The checksum of the text `123456789` is `0xe3069283`.
///
/// - **Source:** Castagnoli, Bräuer, Herrmann: Optimization of cyclic redundancy-check codes
///   (1993). Eight bytes at a time after Kounavis and Berry: A systematic approach to building high
///   performance software-based CRC generators (2005); one byte at a time takes five times as long,
///   more than reading the file.
package enum CRC32C {
  /// Castagnoli's polynomial, lowest power first.
  private static let polynomial: UInt32 = 0x82f6_3b78

  /// Entry [k * 256 + b]: what byte b contributes when k more bytes follow.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { remainder, _ in
        remainder & 1 == 1 ? remainder >> 1 ^ polynomial : remainder >> 1
      }
    }
    for entry in 256..<8 * 256 {
      let before = tables[entry - 256]
      tables.append(before >> 8 ^ tables[Int(before & 0xff)])
    }
    return tables
  }()

  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0) }
  }

  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    // Many processors have an instruction for it, which is several times as fast as tables.
    if kernel_has_crc32c() != 0 { return kernel_crc32c(bytes.baseAddress, bytes.count) }
    return checksumByTables(bytes)
  }

  static func checksumByTables(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var remainder = ~UInt32(0)
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let mixed = word ^ UInt64(remainder)
        remainder = 0
        for byte in 0..<8 {
          remainder ^= tables[(7 - byte) * 256 + Int(mixed >> (8 * byte) & 0xff)]
        }
        offset += 8
      }
      while offset < bytes.count {
        remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt32(bytes[offset])) & 0xff)]
        offset += 1
      }
      return ~remainder
    }
  }

  /// The form in which files store a checksum: rotated and offset, because the checksum of data
  /// that contains its own checksum detects little.
  package static func masked(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { masked($0) } }

  /// The checksum of bytes in the form in which files store it.
  package static func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let sum = checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xa282_ead8
  }
}
