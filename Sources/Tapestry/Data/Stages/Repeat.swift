extension Dataset {
  /// The elements again and again: `count` times, or without end.
  ///
  /// ```swift
  /// Dataset.range(2).repeat(3)  // 0, 1, 0, 1, 0, 1
  /// ```
  ///
  /// A shuffle before it draws a different order each time.
  ///
  /// - Precondition: `count` is not negative.
  public func `repeat`(_ count: Int? = nil) -> Dataset {
    if let count { requireCount(count, in: "repeat") }
    // TensorFlow removes it, and the last of several rounds draws one order that nobody sees.
    if count == 1 { return self }
    return through(RepeatStage(input: stage, count: count))
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
      .counted(size.multipliedReportingOverflow(by: count))
    case (.infinite, _), (.known, nil): .infinite
    case (.unknown, _): .unknown
    }
  }

  func makeIterator() -> StageIterator { RepeatIterator(self) }
}

private final class RepeatIterator: StageIterator {
  private let stage: RepeatStage
  private let hasSeeds: Bool
  private var input: StageIterator?
  /// Rounds that are not over; nil if they never are.
  private var roundsLeft: Int?
  private var isDone = false
  private var isRoundEmpty = true
  /// Where in the streams of seeds the round began, and the one before it.
  private var starts: (last: [SeedPosition], beforeLast: [SeedPosition]) = ([], [])

  init(_ stage: RepeatStage) {
    self.stage = stage
    roundsLeft = stage.count
    hasSeeds = !stage.input.seedPositions.isEmpty
    super.init()
    // As TensorFlow does, whose order of draws is ours: the first of so many rounds begins with
    // the iteration, and the first of rounds without end when an element is asked for.
    if let count = stage.count {
      if count > 0 { startRound() } else { isDone = true }
    }
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
      if skipped < count {
        endRound()
        skipped += try skipRounds(within: count - skipped)
      }
    }
    return skipped
  }

  private func currentInput() -> StageIterator? {
    if input == nil, !isDone { startRound() }
    return input
  }

  private func startRound() {
    if hasSeeds { starts = (stage.input.seedPositions, starts.last) }
    input = stage.input.makeIterator()
    isRoundEmpty = true
  }

  private func endRound() {
    input = nil
    guard let left = roundsLeft else {
      // Nothing, repeated without end, would never return.
      isDone = isRoundEmpty
      return
    }
    roundsLeft = left - 1
    if left > 1 {
      startRound()
    } else {
      isDone = true
      stage.input.drawUnusedSeeds()
    }
  }

  /// Leaves out rounds of a known size by arithmetic, and says how many elements they had: a state
  /// may have been saved after billions. Each round draws as many seeds as the one before.
  private func skipRounds(within count: Int) throws -> Int {
    guard case .known(let size) = stage.input.cardinality, size > 0, currentInput() != nil else {
      return 0
    }
    let rounds = min(count / size, (roundsLeft ?? .max) - 1)
    guard rounds > 0, starts.last.count == starts.beforeLast.count else { return 0 }
    let moved = try zip(starts.last, starts.beforeLast).map { last, beforeLast in
      try last.moved(since: beforeLast, times: rounds)
    }
    var positions = moved[...]
    if hasSeeds { stage.input.restore(&positions) }
    startRound()
    roundsLeft = roundsLeft.map { $0 - rounds }
    return rounds * size
  }
}
