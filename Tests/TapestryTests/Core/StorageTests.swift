import Testing

@testable import Tapestry

struct StorageTests {
  @Test(arguments: [0, 1, 7, 8, 4095, 32 << 10, (32 << 10) + 1, 1 << 20])
  func `a storage holds as many bytes as requested`(count: Int) {
    let storage = Storage.make(byteCount: count)!
    storage.withBytes { start in
      start.initializeMemory(as: UInt8.self, repeating: 7, count: count)
      #expect(UnsafeRawBufferPointer(start: start, count: count).allSatisfy { $0 == 7 })
    }
  }
}
