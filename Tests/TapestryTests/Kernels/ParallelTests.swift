import Synchronization
import Testing

@testable import Tapestry

struct ParallelTests {
  /// The pieces in which the work is done, in order.
  private func pieces(_ count: Int, smallest: Int, multiple: Int) -> [Range<Int>] {
    let pieces = Mutex<[Range<Int>]>([])
    parallel(count, smallest: smallest, multiple: multiple) { piece in
      pieces.withLock { $0.append(piece) }
    }
    return pieces.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
  }

  @Test(arguments: [2, 3, 7, 16, 31, 1000, 65_537], [1, 16])
  func `pieces cover everything once`(count: Int, multiple: Int) {
    var covered = 0
    for piece in pieces(count, smallest: 2, multiple: multiple) {
      #expect(piece.lowerBound == covered && !piece.isEmpty)
      #expect(piece.lowerBound % multiple == 0)
      covered = piece.upperBound
    }
    #expect(covered == count)
  }

  @Test func `each core has a piece if there are as many as cores`() {
    #expect(pieces(coreCount, smallest: 2, multiple: 1).count == coreCount)
  }

  @Test func `small work stays on the calling thread`() {
    #expect(pieces(1000, smallest: 1001, multiple: 1) == [0..<1000])
    #expect(pieces(0, smallest: 2, multiple: 1) == [0..<0])
  }
}
