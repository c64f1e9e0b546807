extension Dataset {
  /// The same elements, up to `count` of which are computed in advance on another thread, while the
  /// loop works on earlier ones.
  ///
  /// ```swift
  /// dataset.map { decode($0) }.batch(32).prefetch(2)
  /// ```
  ///
  /// An error is thrown in place of its element.
  ///
  /// - Precondition: `count` is positive.
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
  func makeIterator() -> StageIterator { ReadAheadIterator(input.makeIterator(), limit: count) }
}
