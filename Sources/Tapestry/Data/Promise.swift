import Dispatch
import Synchronization

/// An element that another thread computes.
final class Promise: @unchecked Sendable {
  private let isKept = DispatchSemaphore(value: 0)
  // Written before the semaphore is signalled, and read after it was waited for.
  private var result: Result<Sample?, any Error> = .success(nil)

  /// States what became of it; once.
  func keep(_ result: Result<Sample?, any Error>) {
    self.result = result
    isKept.signal()
  }

  /// Waits for the element; throws what its computation threw. Only one may wait.
  func wait() throws -> Sample? {
    isKept.wait()
    return try result.get()
  }
}

/// Promised elements in their order, of which at most some are open.
///
/// Each promise is one task of a dispatch queue, made when there is room for its element. No thread
/// ever waits for room: it works on a task, or is free for others. So an iterator that is given up
/// leaves no thread behind, only tasks, which find that nobody wants their results. Threads that
/// run through a bounded buffer, as in TensorFlow, must be woken and joined when nobody reads on.
final class Promises {
  private let limit: Int
  private let make: (Wanted) throws -> Promise?
  private let wanted = Wanted()
  private var open: [Promise] = []
  private var isDone = false

  /// At most `limit` promises at a time. `make` starts the task of the next one, or says that there
  /// are no more.
  init(limit: Int, _ make: @escaping (Wanted) throws -> Promise?) {
    self.limit = limit
    self.make = make
  }

  deinit { wanted.end() }

  /// Waits for the first element that was promised; nil after the last.
  func next() throws -> Sample? {
    while open.count < limit, !isDone {
      do {
        guard let promise = try make(wanted) else {
          isDone = true
          break
        }
        open.append(promise)
      } catch {
        // The error has its place in the order too.
        let promise = Promise()
        promise.keep(.failure(error))
        open.append(promise)
      }
    }
    guard !open.isEmpty else { return nil }
    let sample = try open.removeFirst().wait()
    if sample == nil {
      isDone = true
      open = []
    }
    return sample
  }
}

/// Whether anybody still wants what tasks compute.
final class Wanted: Sendable {
  private let state = Atomic<Bool>(true)
  func callAsFunction() -> Bool { state.load(ordering: .relaxed) }
  func end() { state.store(false, ordering: .relaxed) }
}
