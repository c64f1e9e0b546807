import Foundation

/// Waits until a condition holds that other threads or processes bring about.
///
/// The limit of five minutes is for what never happens: tests run beside each other, and a busy
/// machine may leave a thread alone for many seconds.
///
/// - Returns: whether the condition held in the end.
public func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(300)
  while try !condition() {
    if .now > end { return false }
    usleep(1000)
  }
  return true
}
