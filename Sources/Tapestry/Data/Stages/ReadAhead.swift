import Foundation

/// Elements that separate threads compute ahead of the loop that takes them, in order.
///
/// It uses threads and not a dispatch queue: a queue has about as many threads as there are cores,
/// and slow sources spend their time waiting, so on two cores only two of them would be waited for
/// at a time. Each thread starts when the one before it has found an element, so few elements start
/// few threads.
final class ReadAhead {
  private let shared: Shared

  /// At most `limit` elements are computed in advance, by at most `threads` threads.
  ///
  /// One thread at a time calls `pull`; `transform` runs on several.
  init(
    limit: Int, threads: Int = 1, pull: @escaping () throws -> Sample?,
    transform: @escaping @Sendable (Sample) throws -> Sample = { $0 }
  ) {
    shared = Shared(limit: limit, threads: threads, pull: pull, transform: transform)
  }

  // An abandoned iterator leaves no thread behind: each checks whether it is still needed.
  deinit { shared.cancel() }

  /// Waits for the next element; nil after the last. Throws what its computation threw.
  func next() throws -> Sample? { try shared.next() }

  // Safe to share, because all that changes is accessed under the condition's lock; `pull` is
  // called under a lock of its own.
  private final class Shared: @unchecked Sendable {
    private let limit: Int
    private let threads: Int
    private let pull: () throws -> Sample?
    private let transform: @Sendable (Sample) throws -> Sample

    private let pulling = NSLock()
    private let condition = NSCondition()
    private var started = 0
    private var claimed = 0
    private var taken = 0
    private var isInputDone = false
    private var isCancelled = false
    /// The results of elements that have not been taken yet, by their indices.
    private var results: [Int: Result<Sample?, any Error>] = [:]

    init(
      limit: Int, threads: Int, pull: @escaping () throws -> Sample?,
      transform: @escaping @Sendable (Sample) throws -> Sample
    ) {
      self.limit = limit
      self.threads = threads
      self.pull = pull
      self.transform = transform
    }

    func next() throws -> Sample? {
      condition.lock()
      if started == 0 { startThread() }
      while results[taken] == nil { condition.wait() }
      let result = results[taken]!
      // The end is kept, for further calls.
      if case .success(nil) = result {
      } else {
        results[taken] = nil
        taken += 1
        condition.broadcast()
      }
      condition.unlock()
      return try result.get()
    }

    func cancel() {
      condition.withLock {
        isCancelled = true
        condition.broadcast()
      }
    }

    private func startThread() {
      started += 1
      Thread { self.work() }.start()
    }

    private func work() {
      while let (index, pulled) = pullNext() {
        let result = pulled.flatMap { sample in
          Result { try sample.map(transform) }
        }
        condition.withLock {
          results[index] = result
          condition.broadcast()
        }
      }
    }

    /// The next element of the input and its index, once there is room; nil if there are no more,
    /// or the iterator was abandoned.
    private func pullNext() -> (index: Int, Result<Sample?, any Error>)? {
      pulling.lock()
      defer { pulling.unlock() }
      guard let index = claim() else { return nil }
      let pulled = Result { try pull() }
      condition.withLock {
        if case .success(nil) = pulled {
          isInputDone = true
        } else if started < threads {
          startThread()
        }
      }
      return (index, pulled)
    }

    private func claim() -> Int? {
      condition.withLock {
        while !isCancelled, !isInputDone, claimed - taken >= limit { condition.wait() }
        if isCancelled || isInputDone { return nil }
        claimed += 1
        return claimed - 1
      }
    }
  }
}

/// The elements of another iterator, computed ahead of the loop.
final class ReadAheadIterator: StageIterator {
  private let input: StageIterator
  private let elements: ReadAhead
  private var hasStarted = false

  init(
    _ input: StageIterator, limit: Int, threads: Int = 1,
    transform: @escaping @Sendable (Sample) throws -> Sample = { $0 }
  ) {
    self.input = input
    elements = ReadAhead(limit: limit, threads: threads, pull: input.next, transform: transform)
  }

  override func next() throws -> Sample? {
    hasStarted = true
    return try elements.next()
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    if hasStarted || runsFunctions {
      return try super.skip(&left, runsFunctions: runsFunctions)
    }
    // No thread has been started, so the input may be used here.
    try input.skip(&left, runsFunctions: false)
  }
}
