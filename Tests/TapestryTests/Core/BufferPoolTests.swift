import Foundation
import Testing

@testable import Tapestry

struct BufferPoolTests {
  @Test func `two living tensors never share a buffer`() {
    // The second eight get the buffers of the first.
    var storages = (0..<8).map { _ in Storage.make(byteCount: 6_543_210)! }
    storages = []
    storages = (0..<8).map { _ in Storage.make(byteCount: 6_543_210)! }
    #expect(Set(storages.map { $0.withBytes { $0 } }).count == 8)
    withExtendedLifetime(storages) {}
  }

  @Test func `buffers pass between threads`() {
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      for round in 0..<20 {
        let x = Tensor.full([10_000 + round], Double(index))
        #expect((x == Double(index)).all().scalar(as: Bool.self))
      }
    }
  }

  // Under the sanitizer no buffer is used twice, and none is kept (BufferPool.mostKept).
  #if !ADDRESS_SANITIZER
    @Test func `a large buffer serves the next tensor of its size`() {
      // A size that no other test uses, since all share one pool.
      let count = 7_654_321
      let first = Storage.make(byteCount: count)!.withBytes { $0 }
      #expect(Storage.make(byteCount: count)!.withBytes { $0 } == first)
    }

    @Test func `memory of released tensors is kept up to a limit, and can be given back`() async {
      let result = await #expect(
        processExitsWith: .success, observing: [\.standardOutputContent]
      ) {
        UnusedMemory.release()
        do { _ = Storage.make(byteCount: 1 << 20) }
        print(UnusedMemory.byteCount)
        do { _ = Storage.make(byteCount: UnusedMemory.byteLimit) }
        print(UnusedMemory.byteCount)
        UnusedMemory.release()
        print(UnusedMemory.byteCount)
      }
      let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
      // The larger one exceeds the limit together with the smaller.
      #expect(output.split(separator: "\n") == ["1048576", "1048576", "0"])
    }
  #endif
}
