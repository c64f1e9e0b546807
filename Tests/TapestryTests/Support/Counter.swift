import Foundation

/// Counts what several threads do.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  private var open = 0
  private(set) var mostOpen = 0

  var value: Int { lock.withLock { count } }
  func add() { lock.withLock { count += 1 } }

  /// Runs `body`, and keeps how many did so at the same time.
  func during<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.withLock {
      count += 1
      open += 1
      mostOpen = max(mostOpen, open)
    }
    defer { lock.withLock { open -= 1 } }
    return try body()
  }
}
