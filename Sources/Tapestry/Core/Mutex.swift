#if THREAD_SANITIZER
  import Foundation

  /// A lock that ThreadSanitizer understands. It replaces the one from `Synchronization` wherever
  /// the engine says `Mutex`, because a module's own names shadow imported ones.
  ///
  /// The lock from `Synchronization` makes its system calls directly, where the sanitizer does not
  /// see them, so that all that it protects looks like a race. `.ci/sanitize thread` sets the
  /// compilation condition. Safe to share, because the value is reached only under the lock.
  final class Mutex<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: consuming sending Value) { self.value = value }

    func withLock<Result, Failure>(
      _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
      lock.lock()
      defer { lock.unlock() }
      return try body(&value)
    }
  }
#endif
