import Dispatch
import Synchronization

/// An element that another thread computes.
final class Future: @unchecked Sendable {
  private let isFulfilled = DispatchSemaphore(value: 0)
  // Written before the semaphore is signalled, and read after it was waited for.
  private var result: Result<Sample?, any Error> = .success(nil)

  /// States what became of it; once.
  func fulfill(_ result: Result<Sample?, any Error>) {
    self.result = result
    isFulfilled.signal()
  }

  /// Waits for the element; throws what its computation threw. Only one may wait.
  func wait() throws -> Sample? {
    isFulfilled.wait()
    return try result.get()
  }
}

/// Promised elements in their order, of which at most some are open.
///
/// Each future is one task of a dispatch queue, made when there is room for its element. No thread
/// ever waits for room: it works on a task, or is free for others. So an iterator that is given up
/// leaves no thread behind, only tasks, which find that nobody wants their results. Threads that
/// run through a bounded buffer, as in TensorFlow, must be woken and joined when nobody reads on.
final class Futures {
  private let limit: Int
  private let make: (CancellationFlag) throws -> Future?
  private let wanted = CancellationFlag()
  private var open: [Future] = []
  private var isDone = false

  /// At most `limit` futures at a time. `make` starts the task of the next one, or says that there
  /// are no more.
  init(limit: Int, _ make: @escaping (CancellationFlag) throws -> Future?) {
    self.limit = limit
    self.make = make
  }

  deinit { wanted.end() }

  /// Waits for the first element that is on its way; nil after the last.
  func next() throws -> Sample? {
    while open.count < limit, !isDone {
      do {
        guard let future = try make(wanted) else {
          isDone = true
          break
        }
        open.append(future)
      } catch {
        // The error has its place in the order too.
        let future = Future()
        future.fulfill(.failure(error))
        open.append(future)
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
final class CancellationFlag: Sendable {
  private let state = Atomic<Bool>(true)
  func callAsFunction() -> Bool { state.load(ordering: .relaxed) }
  func end() { state.store(false, ordering: .relaxed) }
}
