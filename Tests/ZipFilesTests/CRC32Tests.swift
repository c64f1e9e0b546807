import Foundation
import Testing

@testable import ZipFiles

struct CRC32Tests {
  @Test func `the checksum of the digits is the one in the format's description`() {
    #expect(CRC32.checksum(Data("123456789".utf8)) == 0xcbf4_3926)
    #expect(CRC32.checksum(Data()) == 0)
  }

  @Test func `the instruction and the tables agree, wherever bytes begin and end`() {
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) }
    bytes.withUnsafeBytes { bytes in
      for start in 0..<20 {
        for end in stride(from: start, through: bytes.count, by: 7) {
          let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          let sum = UInt32(truncatingIfNeeded: start &* 0x9e37_79b9)
          #expect(
            CRC32.checksum(part, after: sum) == CRC32.checksumByTables(part, after: sum))
        }
      }
    }
  }

  @Test func `a checksum continues where the previous one ended`() {
    let text = Data(String(repeating: "linen and wool, ", count: 40).utf8)
    let whole = CRC32.checksum(text)
    for offset in [0, 1, 63, 64, 100, text.count] {
      let first = CRC32.checksum(text[..<offset])
      #expect(CRC32.checksum(text[offset...], after: first) == whole)
    }
  }
}
