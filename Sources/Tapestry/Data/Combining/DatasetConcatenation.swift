extension Dataset {
  /// The elements of this dataset, then those of another.
  ///
  /// ```swift
  /// Dataset.range(2).concatenate(Dataset.range(7, 9))  // 0, 1, 7, 8
  /// ```
  public func concatenate(_ other: Dataset) -> Dataset {
    if let table = stage.table, table === other.stage.table {
      return through(ConcatenateStage(inputs: [stage, other.stage], table: table))
    }
    return through(ConcatenateStage(inputs: [values, other.values], table: nil))
  }
}

private struct ConcatenateStage: Stage {
  let inputs: [any Stage]
  let table: SliceTable?

  var cardinality: Cardinality {
    inputs.reduce(.known(0)) { sum, input in
      switch (sum, input.cardinality) {
      case (.known(let a), .known(let b)): .counted(a.addingReportingOverflow(b))
      case (.infinite, _), (_, .infinite): .infinite
      default: .unknown
      }
    }
  }

  func makeIterator() -> StageIterator { ConcatenateIterator(inputs) }
}

private final class ConcatenateIterator: StageIterator {
  private var rest: ArraySlice<any Stage>
  private var input: StageIterator?

  init(_ inputs: [any Stage]) {
    rest = inputs.dropFirst()
    input = inputs[0].makeIterator()
  }

  override func next() throws -> Sample? {
    while let input = currentInput() {
      if let sample = try input.next() { return sample }
      self.input = nil
    }
    return nil
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    while left > 0, let input = currentInput() {
      try input.skip(&left, runsFunctions: runsFunctions)
      if left > 0 { self.input = nil }
    }
  }

  private func currentInput() -> StageIterator? {
    if input == nil { input = rest.popFirst()?.makeIterator() }
    return input
  }
}
