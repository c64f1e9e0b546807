import Testing

@testable import Tapestry

struct CRC32CTests {
  @Test func `the checksum of a text is the published one, by the instruction and by tables`() {
    let text = Array("123456789".utf8)
    #expect(CRC32C.checksum(text) == 0xe306_9283)
    #expect(text.withUnsafeBytes { CRC32C.checksumByTables($0) } == 0xe306_9283)
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
  }

  @Test func `the instruction and the tables agree at every length and alignment`() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 * $0 + 7 * $0) }
    bytes.withUnsafeBytes { bytes in
      for start in 0..<9 {
        for end in start...bytes.count {
          let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          #expect(CRC32C.checksum(part) == CRC32C.checksumByTables(part))
        }
      }
    }
  }
}
