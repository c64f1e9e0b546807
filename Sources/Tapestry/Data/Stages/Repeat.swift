extension Dataset {
  /// Repeats the elements `count` times, or, for -1 or no count, without end.
  ///
  /// ```swift
  /// Dataset.range(2).repeat(3)  // 0, 1, 0, 1, 0, 1
  /// ```
  ///
  /// A shuffle before it draws a new order each time.
  ///
  /// - Precondition: `count` is -1 or more.
  public func `repeat`(_ count: Int? = nil) -> Dataset {
    if let count { requireCount(count, in: "repeat", minusOne: "rounds without end") }
    // TensorFlow removes such a repeat, whereas after the last of several rounds one more order is
    // drawn and not used.
    if count == 1 { return self }
    return through(RepeatStage(input: stage, count: count == -1 ? nil : count))
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
  /// The number of rounds left, including this one; nil if they never end.
  private var roundsLeft: Int?
  private var isDone = false
  private var isRoundEmpty = true
  /// The positions in the streams of seeds where the round began, and where the one before it did.
  private var starts: (last: [SeedPosition], beforeLast: [SeedPosition]) = ([], [])

  init(_ stage: RepeatStage) {
    self.stage = stage
    roundsLeft = stage.count
    hasSeeds = !stage.input.seedPositions.isEmpty
    super.init()
    // As in TensorFlow, so that seeds are drawn in the same order: with a finite count, the first
    // round begins with the iteration; without end, when an element is asked for.
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

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, let input = currentInput() {
      try skip(&left, of: input, runsFunctions: runsFunctions)
      if left > 0 {
        endRound()
        if !runsFunctions { left -= try skipRounds(within: left) }
      }
    }
  }

  /// Skips elements of the current round.
  private func skip(
    _ left: inout Int, of input: StageIterator, runsFunctions: Bool
  ) throws {
    let before = left
    defer { if left < before { isRoundEmpty = false } }
    try input.skip(&left, runsFunctions: runsFunctions)
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
    guard var left = roundsLeft else {
      // Repeating an empty dataset without end would never return.
      isDone = isRoundEmpty
      return
    }
    // Nor would repeating very often one that is known to stay empty.
    if isRoundEmpty, stage.input.cardinality == .known(0) { left = 1 }
    roundsLeft = left - 1
    if left > 1 {
      startRound()
    } else {
      isDone = true
      stage.input.drawUnusedSeeds()
    }
  }

  /// Skips rounds of known size by arithmetic, and returns how many elements they had: a state may
  /// have been saved after billions. Each round draws as many seeds as the one before.
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
