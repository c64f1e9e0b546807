#if THREAD_SANITIZER
  import Foundation

  /// A lock that ThreadSanitizer sees, in place of that of `Synchronization` wherever the engine
  /// says `Mutex`: a name of the module comes before an imported one.
  ///
  /// The lock of `Synchronization` calls the kernel by itself, so that the sanitizer takes
  /// everything behind it for a race. `.ci/sanitize thread` sets the condition.
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
