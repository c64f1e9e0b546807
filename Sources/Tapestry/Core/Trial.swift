import Foundation

/// Runs code that may stop the program because of a programming error, and throws an error instead.
///
/// Operations do not throw, so that formulas read as formulas; where one cannot work with its
/// inputs, it returns to nobody. So the code is tried on a thread of its own, and where it would
/// stop the program, this thread waits forever instead. It keeps what the code holds at that point:
/// a stop costs some memory, which is why programs stop and only trials go on. C's `longjmp`, or
/// ending the thread, would leave Swift's functions in a way that the language does not define.
///
/// Swift's own stops, such as that of an index out of range, end the program in a trial too.
final class Trial: @unchecked Sendable {
  private static let key = "Tapestry.Trial"

  /// The trial on whose thread this is called; nil on all other threads.
  static var current: Trial? { Thread.current.threadDictionary[key] as? Trial }

  private let whenStopped: () -> Void
  private let ended = DispatchSemaphore(value: 0)
  // Written before the end is signaled, and read after it.
  private var stop: InvalidUse?

  private init(whenStopped: @escaping () -> Void) { self.whenStopped = whenStopped }

  /// Runs `body` on a thread of its own while the calling thread waits.
  ///
  /// - Parameter whenStopped: runs on that thread when it stops, and gives up the locks that `body`
  ///   may hold.
  /// - Throws: `InvalidUse` where the program would have stopped; what `body` throws otherwise.
  static func run<Value>(
    _ body: @escaping () throws -> Value, whenStopped: @escaping () -> Void
  ) throws -> Value {
    let trial = Trial(whenStopped: whenStopped)
    // Safe to share, because one of the two threads waits while the other runs.
    nonisolated(unsafe) var result: Result<Value, any Error>?
    nonisolated(unsafe) let body = body
    let thread = Thread {
      Thread.current.threadDictionary[key] = trial
      result = Result(catching: body)
      trial.ended.signal()
    }
    // Code is nested as deeply here as on the main thread.
    thread.stackSize = 8 << 20
    thread.start()
    trial.ended.wait()
    if let stop = trial.stop { throw stop }
    return try result!.get()
  }

  /// Ends the trial, on its own thread.
  func end(with stop: InvalidUse) -> Never {
    whenStopped()
    self.stop = stop
    ended.signal()
    while true { Thread.sleep(forTimeInterval: 86_400) }
  }
}
