extension Dataset {
  /// Every `count`-th element, starting at `index`: one of `count` equal shards.
  ///
  /// ```swift
  /// Dataset.range(7).shard(3, index: 1)  // 1, 4
  /// ```
  ///
  /// Shard before shuffling: shards of two different orders would overlap. And before `map`, whose
  /// function would run for the elements of the other shards too.
  ///
  /// - Precondition: `count` is positive, and `index` is from 0 up to but not including `count`.
  public func shard(_ count: Int, index: Int) -> Dataset {
    guard count > 0, index >= 0, index < count else {
      misuse(
        "shard", "share \(index) of \(count)",
        cure: "make at least one share, and choose from 0 up to but not including their number")
    }
    return through(ShardStage(input: stage, count: count, index: index))
  }
}

private struct ShardStage: Stage {
  let input: any Stage
  let count: Int
  let index: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality {
    input.cardinality.map { $0 <= index ? 0 : ($0 - index - 1) / count + 1 }
  }
  func makeIterator() -> StageIterator { ShardIterator(self) }
}

private final class ShardIterator: StageIterator {
  private let input: StageIterator
  private let count: Int
  /// The number of elements of other shards before the next of this one.
  private var others: Int

  init(_ stage: ShardStage) {
    input = stage.input.makeIterator()
    count = stage.count
    others = stage.index
  }

  override func next() throws -> Sample? {
    try input.skip(&others, runsFunctions: true)
    guard others == 0, let sample = try input.next() else { return nil }
    others = count - 1
    return sample
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0 {
      try input.skip(&others, runsFunctions: runsFunctions)
      guard others == 0 else { return }
      var own = 1
      try input.skip(&own, runsFunctions: runsFunctions)
      guard own == 0 else { return }
      others = count - 1
      left -= 1
    }
  }
}
