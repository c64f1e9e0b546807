extension Dataset {
  /// The first `count` elements; for -1, all of them, as in TensorFlow.
  ///
  /// ```swift
  /// Dataset.range(10).take(3)  // 0, 1, 2
  /// ```
  ///
  /// - Precondition: `count` is -1 or more.
  public func take(_ count: Int) -> Dataset {
    requireCount(count, in: "take", minusOne: "all")
    return count == -1 ? self : through(TakeStage(input: stage, limit: count))
  }

  /// Stops the program if a count is less than -1.
  ///
  /// TensorFlow takes every negative number for -1. A count of -3 is more likely a difference that
  /// was computed wrong.
  func requireCount(_ count: Int, in operation: String, minusOne meaning: String) {
    guard count >= -1 else {
      misuse(
        operation, "a count of \(count)",
        cure: "give a number that is not negative, or -1, which stands for \(meaning)")
    }
  }
}

private struct TakeStage: Stage {
  let input: any Stage
  let limit: Int
  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality.prefix(limit) }
  func makeIterator() -> StageIterator {
    // Nothing is asked of the input, which does not even draw the seeds of an iteration.
    limit == 0 ? SampleListIterator([]) : TakeIterator(input.makeIterator(), limit: limit)
  }
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
    guard left > 0 else { return }
    let before = samples.count
    defer { left -= samples.count - before }
    try input.read(min(count, left), into: &samples)
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    let requested = min(left, self.left)
    var rest = requested
    defer {
      self.left -= requested - rest
      left -= requested - rest
    }
    try input.skip(&rest, runsFunctions: runsFunctions)
  }
}
