import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Tapestry

struct WorkersTests {
  /// How often each piece was run.
  private func runs(_ pieces: Int) -> [Int] {
    let runs = Mutex([Int](repeating: 0, count: pieces))
    Workers.shared.run(pieces) { piece, _ in runs.withLock { $0[piece] += 1 } }
    return runs.withLock { $0 }
  }

  @Test(arguments: [0, 1, 2, 3, 64, Workers.mostPieces])
  func `each piece runs once`(pieces: Int) {
    #expect(runs(pieces) == [Int](repeating: 1, count: pieces))
  }

  @Test func `work after work, helpers take pieces of the present one only`() {
    for job in 0..<5000 {
      let pieces = 1 + job % 5
      let sum = Mutex(0)
      Workers.shared.run(pieces) { piece, _ in sum.withLock { $0 += job * 10 + piece } }
      #expect(sum.withLock { $0 } == pieces * job * 10 + pieces * (pieces - 1) / 2)
    }
  }

  @Test func `work of several threads at the same time, and work inside work, is done`() {
    let count = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<200 {
        Workers.shared.run(3) { _, _ in
          Workers.shared.run(2) { _, _ in count.withLock { $0 += 1 } }
        }
      }
    }
    #expect(count.withLock { $0 } == 4 * 200 * 3 * 2)
  }

  @Test func `no two pieces run on the same core at the same time`() {
    let isBusy = Mutex([Bool](repeating: false, count: coreCount))
    // Many times, since work of other tests may hold the helpers.
    for _ in 0..<30 {
      Workers.shared.run(50) { _, core in
        isBusy.withLock {
          #expect(!$0[core])
          $0[core] = true
        }
        // Long enough for another piece to begin meanwhile.
        usleep(20)
        isBusy.withLock { $0[core] = false }
      }
    }
  }

  @Test(.enabled(if: coreCount > 1)) func `helpers that went to sleep are woken`() {
    let meetings = Atomic<Int>(0)
    // Many times, since work of other tests may hold the helpers.
    for _ in 0..<300 where meetings.load(ordering: .relaxed) < 3 {
      Thread.sleep(forTimeInterval: 0.002)
      let arrived = Atomic<Int>(0)
      // Neither piece ends before the other has begun: one thread alone would stay here forever.
      // Work that other tests have begun would leave this thread alone, so that it gives up then.
      let start = Date()
      Workers.shared.run(2) { piece, _ in
        arrived.add(1, ordering: .sequentiallyConsistent)
        while arrived.load(ordering: .sequentiallyConsistent) < 2, start.timeIntervalSinceNow > -1 {
          sched_yield()
        }
        // A thread that gave up finds the other piece not begun, and begins it itself later.
        if piece == 0, arrived.load(ordering: .sequentiallyConsistent) == 2 {
          meetings.add(1, ordering: .relaxed)
        }
      }
      #expect(arrived.load(ordering: .sequentiallyConsistent) == 2)
    }
    #expect(meetings.load(ordering: .relaxed) > 0)
  }
}
