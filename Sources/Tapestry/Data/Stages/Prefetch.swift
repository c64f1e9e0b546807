import Dispatch

extension Dataset {
  /// The same elements, of which up to `count` are computed in advance, on another thread, while the
  /// loop works on those before.
  ///
  /// ```swift
  /// dataset.map { decode($0) }.batch(32).prefetch(2)
  /// ```
  ///
  /// An error comes in the place of its element.
  ///
  /// Traps: if `count` is not positive.
  public func prefetch(_ count: Int) -> Dataset {
    guard count > 0 else {
      misuse("prefetch", "\(count) elements in advance", cure: "make it at least one")
    }
    return through(PrefetchStage(input: stage, count: count))
  }
}

private struct PrefetchStage: Stage {
  let input: any Stage
  let count: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality }
  func makeIterator() -> StageIterator { PrefetchIterator(input.makeIterator(), count: count) }
}

private final class PrefetchIterator: StageIterator {
  private let source: Source
  private let futures: Futures
  private var hasStarted = false

  init(_ input: StageIterator, count: Int) {
    let source = Source(input)
    self.source = source
    futures = Futures(limit: count) { wanted in source.future(wanted) }
  }

  override func next() throws -> Sample? {
    hasStarted = true
    return try futures.next()
  }

  override func skip(_ count: Int) throws -> Int {
    // Nothing runs yet, so that the input may be used from here.
    hasStarted ? try super.skip(count) : try source.input.skip(count)
  }

  /// The input, which one task at a time pulls from.
  private final class Source: @unchecked Sendable {
    let input: StageIterator
    private let queue = DispatchQueue(label: "tapestry.prefetch")

    init(_ input: StageIterator) { self.input = input }

    func future(_ wanted: CancellationFlag) -> Future {
      let future = Future()
      queue.async { [self] in
        future.fulfill(wanted() ? Result { try input.next() } : .success(nil))
      }
      return future
    }
  }
}
