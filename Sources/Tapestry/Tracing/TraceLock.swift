import Foundation

/// The lock that is held while a function is traced.
///
/// There is one for all functions: with one for each, two threads that trace functions which call
/// each other could deadlock. The same thread may take it again, for a function that calls another.
final class TraceLock: @unchecked Sendable {
  static let shared = TraceLock()

  private let recursiveLock = NSRecursiveLock()
  /// How often the thread that holds it has taken it.
  private var depth = 0

  func lock() {
    recursiveLock.lock()
    depth += 1
  }

  func unlock() {
    depth -= 1
    recursiveLock.unlock()
  }

  /// Gives the lock up, however often the calling thread has taken it: that thread will not go on.
  func abandon() {
    // Otherwise another thread holds it.
    guard recursiveLock.try() else { return }
    depth += 1
    for _ in 0..<depth { unlock() }
  }
}
