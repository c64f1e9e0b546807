import Foundation
import Testing

@testable import Tapestry

struct ReadAheadTests {
  /// Lets threads wait until a given number of them have come.
  private final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private let expected: Int
    private var present = 0

    init(of expected: Int) { self.expected = expected }

    /// False if the others did not come in time.
    func attend() -> Bool {
      condition.lock()
      defer { condition.unlock() }
      present += 1
      condition.broadcast()
      let end = Date(timeIntervalSinceNow: 60)
      while present < expected, condition.wait(until: end) {}
      return present >= expected
    }
  }

  @Test func `as many slow sources are waited for at once as there are parallel calls`() {
    let meeting = Meeting(of: 16)
    let elements = Dataset.range(16).map(parallelCalls: 16) { x in
      meeting.attend() ? x : x * 0 - 1
    }
    #expect(numbers(elements) == Array(0..<16))
  }

  @Test(arguments: [1, 2, 5, 40])
  func `elements come in order, however many calls there are`(parallelCalls: Int) {
    let elements = Dataset.range(200).map(parallelCalls: parallelCalls) { x in
      if Int(x.number) % 7 == 0 { usleep(200) }
      return x * 2
    }
    #expect(numbers(elements) == (0..<200).map { $0 * 2 })
  }

  @Test func `the first element comes before the second is available`() {
    let isDelivered = Meeting(of: 2)
    let slow = Dataset.fromGenerator {
      (0..<3).lazy.map { (number: Int) -> Tensor in
        // Only the loop below lets this one pass.
        number == 1 && !isDelivered.attend() ? Tensor(-1) : Tensor(number)
      }
    }
    for dataset in [slow.prefetch(1_000_000), slow.map(parallelCalls: 8) { $0 + 0 }] {
      let iterator = dataset.makeIterator()
      #expect(iterator.next()?.number == 0)
      _ = isDelivered.attend()
      #expect(iterator.next()?.number == 1)
      #expect(iterator.next()?.number == 2)
      #expect(iterator.next() == nil)
      #expect(iterator.next() == nil)
    }
  }
}
