import Dispatch

extension Dataset: AsyncSequence {
  /// One iteration over a dataset for asynchronous code: elements are computed on a separate
  /// thread, so that a task that waits for them does not block others.
  ///
  /// ```swift
  /// for try await line in Dataset.textLines("words.txt") { print(line) }
  /// ```
  ///
  /// A cancelled task gets no more elements.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private let iteration: Iteration

    init(_ dataset: Dataset) { iteration = Iteration(dataset.makeIterator()) }

    /// The next element; nil when there are no more.
    public mutating func next() async throws(Failure) -> Element? {
      try await next(isolation: nil)
    }

    /// The next element; nil when there are no more.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(Failure) -> Element? {
      if Task.isCancelled { return nil }
      return try await iteration.next().get()
    }
  }

  /// A new iteration from the first element on.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

  /// An iterator that is only used on a serial queue, and is therefore safe to send.
  private final class Iteration: @unchecked Sendable {
    private let elements: DatasetIterator<Element, Failure>
    private let queue = DispatchQueue(label: "tapestry.dataset")

    init(_ elements: DatasetIterator<Element, Failure>) { self.elements = elements }

    func next() async -> Result<Element?, Failure> {
      await withCheckedContinuation { continuation in
        queue.async { [self] in
          continuation.resume(
            returning: Result { () throws(Failure) in try elements.next() })
        }
      }
    }
  }
}
