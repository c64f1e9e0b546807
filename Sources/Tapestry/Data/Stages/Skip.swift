extension Dataset {
  /// All elements but the first `count`; for -1, none, as in TensorFlow.
  ///
  /// ```swift
  /// Dataset.range(5).skip(3)  // 3, 4
  /// ```
  ///
  /// The functions of stages before it run for the skipped elements too, and what they throw is
  /// thrown: `skip` before `map` saves the work.
  ///
  /// - Precondition: `count` is -1 or more.
  public func skip(_ count: Int) -> Dataset {
    requireCount(count, in: "skip", minusOne: "all")
    return count == -1 ? take(0) : through(SkipStage(input: stage, count: count))
  }
}

private struct SkipStage: Stage {
  let input: any Stage
  let count: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality.map { max(0, $0 - count) } }
  func makeIterator() -> StageIterator { SkipIterator(input.makeIterator(), count: count) }
}

private final class SkipIterator: StageIterator {
  private let input: StageIterator
  private var left: Int

  init(_ input: StageIterator, count: Int) {
    self.input = input
    left = count
  }

  override func next() throws -> Sample? {
    try start()
    return try input.next()
  }

  override func read(_ count: Int, into samples: inout [Sample]) throws {
    try start()
    try input.read(count, into: &samples)
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    // Only with an element that is asked for do the functions run for those before the first.
    guard left > 0 else { return }
    try start(runsFunctions: runsFunctions)
    try input.skip(&left, runsFunctions: runsFunctions)
  }

  private func start(runsFunctions: Bool = true) throws {
    try input.skip(&left, runsFunctions: runsFunctions)
  }
}
