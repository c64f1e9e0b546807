// Stages that leave elements out, or let them come again. None looks at more of an element than it
// must, so that rows stay rows.

extension Dataset {
  /// The first `count` elements.
  ///
  /// ```swift
  /// Dataset.range(10).take(3)  // 0, 1, 2
  /// ```
  ///
  /// Traps: if `count` is negative.
  public func take(_ count: Int) -> Dataset {
    requireCount(count, in: "take")
    return through(TakeStage(input: stage, limit: count))
  }

  /// All elements but the first `count`.
  ///
  /// ```swift
  /// Dataset.range(5).skip(3)  // 3, 4
  /// ```
  ///
  /// Traps: if `count` is negative.
  public func skip(_ count: Int) -> Dataset {
    requireCount(count, in: "skip")
    return through(SkipStage(input: stage, count: count))
  }

  /// The elements again and again: `count` times, or without end.
  ///
  /// ```swift
  /// Dataset.range(2).repeat(3)  // 0, 1, 0, 1, 0, 1
  /// ```
  ///
  /// A shuffle before it draws another order for each time.
  ///
  /// Traps: if `count` is negative.
  public func `repeat`(_ count: Int? = nil) -> Dataset {
    if let count { requireCount(count, in: "repeat") }
    return through(RepeatStage(input: stage, count: count))
  }

  /// Each `count`-th element, from number `index` on: one of `count` equal shares.
  ///
  /// ```swift
  /// Dataset.range(7).shard(3, index: 1)  // 1, 4
  /// ```
  ///
  /// Shard before a shuffle: shares of two different orders would overlap.
  ///
  /// Traps: if there is no such share.
  public func shard(_ count: Int, index: Int) -> Dataset {
    guard count > 0, index >= 0, index < count else {
      misuse(
        "shard", "share \(index) of \(count)",
        cure: "make at least one share, and choose from 0 up to but not including their number")
    }
    return through(ShardStage(input: stage, count: count, index: index))
  }

  /// The elements for which a condition holds.
  ///
  /// ```swift
  /// Dataset.range(5).filter { $0.number > 2 }  // 3, 4
  /// ```
  public func filter(
    _ isIncluded: @escaping @Sendable (Element) throws(Failure) -> Bool
  ) -> Dataset {
    through(
      ConditionStage(input: stage, endsAtFirstFalse: false) { [self] sample in
        try isIncluded(element(of: sample))
      })
  }

  /// The elements before the first for which a condition does not hold.
  ///
  /// ```swift
  /// Dataset.range(5).takeWhile { $0.number < 2 }  // 0, 1
  /// ```
  public func takeWhile(
    _ condition: @escaping @Sendable (Element) throws(Failure) -> Bool
  ) -> Dataset {
    through(
      ConditionStage(input: stage, endsAtFirstFalse: true) { [self] sample in
        try condition(element(of: sample))
      })
  }

  private func requireCount(_ count: Int, in operation: String) {
    guard count >= 0 else {
      misuse(operation, "\(count) elements", cure: "give a number that is not negative")
    }
  }
}

private struct TakeStage: Stage {
  let input: any Stage
  let limit: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality.prefix(limit) }
  func makeIterator() -> StageIterator { TakeIterator(input.makeIterator(), limit: limit) }
}

private final class TakeIterator: StageIterator {
  private let input: StageIterator
  private var left: Int

  init(_ input: StageIterator, limit: Int) {
    self.input = input
    left = limit
  }

  override func next() throws -> Sample? {
    guard left > 0, let sample = try input.next() else { return nil }
    left -= 1
    return sample
  }

  override func read(_ count: Int, into samples: inout [Sample]) throws {
    let before = samples.count
    defer { left -= samples.count - before }
    try input.read(min(count, left), into: &samples)
  }

  override func skip(_ count: Int) throws -> Int {
    let skipped = try input.skip(min(count, left))
    left -= skipped
    return skipped
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

  override func skip(_ count: Int) throws -> Int {
    try start()
    return try input.skip(count)
  }

  private func start() throws {
    guard left > 0 else { return }
    let count = left
    left = 0
    _ = try input.skip(count)
  }
}

private struct RepeatStage: Stage {
  let input: any Stage
  let count: Int?
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }

  var cardinality: Cardinality {
    switch (input.cardinality, count) {
    case (.known(0), _), (_, 0): .known(0)
    case (.known(let size), let count?):
      size.multipliedReportingOverflow(by: count).overflow ? .infinite : .known(size * count)
    case (.infinite, _), (.known, nil): .infinite
    case (.unknown, _): .unknown
    }
  }

  func makeIterator() -> StageIterator { RepeatIterator(self) }
}

private final class RepeatIterator: StageIterator {
  private let stage: RepeatStage
  private var input: StageIterator?
  private var roundsLeft: Int
  private var isRoundEmpty = true

  init(_ stage: RepeatStage) {
    self.stage = stage
    roundsLeft = stage.count ?? .max
  }

  override func next() throws -> Sample? {
    while let input = currentInput() {
      if let sample = try input.next() {
        isRoundEmpty = false
        return sample
      }
      endRound()
    }
    return nil
  }

  override func skip(_ count: Int) throws -> Int {
    var skipped = 0
    while skipped < count, let input = currentInput() {
      let passed = try input.skip(count - skipped)
      skipped += passed
      if passed > 0 { isRoundEmpty = false }
      if skipped < count { endRound() }
    }
    return skipped
  }

  private func currentInput() -> StageIterator? {
    if input == nil, roundsLeft > 0 {
      if stage.count != nil { roundsLeft -= 1 }
      input = stage.input.makeIterator()
      isRoundEmpty = true
    }
    return input
  }

  private func endRound() {
    input = nil
    // Nothing, repeated without end, would never return.
    if isRoundEmpty { roundsLeft = 0 }
    if roundsLeft == 0, let count = stage.count, count > 1 { stage.input.drawUnusedSeeds() }
  }
}

private struct ShardStage: Stage {
  let input: any Stage
  let count: Int
  let index: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality {
    input.cardinality.map { max(0, $0 - index + count - 1) / count }
  }
  func makeIterator() -> StageIterator { ShardIterator(self) }
}

private final class ShardIterator: StageIterator {
  private let input: StageIterator
  private let count: Int
  /// Elements of other shares before the next of this one.
  private var others: Int

  init(_ stage: ShardStage) {
    input = stage.input.makeIterator()
    count = stage.count
    others = stage.index
  }

  override func next() throws -> Sample? {
    let passing = others
    others = count - 1
    guard try input.skip(passing) == passing else { return nil }
    return try input.next()
  }
}

private struct ConditionStage: Stage {
  let input: any Stage
  let endsAtFirstFalse: Bool
  let condition: @Sendable (Sample) throws -> Bool
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality == .known(0) ? .known(0) : .unknown }
  func makeIterator() -> StageIterator { ConditionIterator(self) }
}

private final class ConditionIterator: StageIterator {
  private let stage: ConditionStage
  private var input: StageIterator?

  init(_ stage: ConditionStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? {
    while let sample = try input?.next() {
      if try stage.condition(sample) { return sample }
      if stage.endsAtFirstFalse { input = nil }
    }
    return nil
  }
}
