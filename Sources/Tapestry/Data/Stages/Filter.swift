extension Dataset {
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
