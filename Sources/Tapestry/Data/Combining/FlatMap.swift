// Each element becomes a dataset, and these are joined into one.

extension Dataset {
  /// The elements of the datasets that a function returns for each element, one dataset after the
  /// other.
  ///
  /// ```swift
  /// Dataset.range(3).flatMap { n in Dataset.range(Int(n.number)) }  // 0, 0, 1
  /// dataset.window(5, shift: 1).flatMap { $0.batch(5) }
  /// ```
  public func flatMap<Output>(
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Dataset<Output, Failure>
  ) -> Dataset<Output, Failure> {
    interleave(cycleLength: 1, transform)
  }

  /// The elements of the datasets that a function returns for each element, in turn from several of
  /// them.
  ///
  /// ```swift
  /// Dataset.range(1, 4).interleave(cycleLength: 2) { n in Dataset.fromTensors(n).repeat(3) }
  /// // 1, 2, 1, 2, 1, 2, 3, 3, 3
  /// ```
  ///
  /// `cycleLength` datasets are open at a time, and each gives `blockLength` elements before the
  /// next one's turn. One that ends is replaced by that of the next element.
  ///
  /// - Precondition: both lengths are positive.
  public func interleave<Output>(
    cycleLength: Int, blockLength: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Dataset<Output, Failure>
  ) -> Dataset<Output, Failure> {
    guard cycleLength > 0, blockLength > 0 else {
      misuse(
        "interleave", "\(cycleLength) datasets at a time, \(blockLength) elements from each",
        cure: "make both at least 1")
    }
    let structure = Deferred<Output>()
    let stage = InterleaveStage(
      input: stage, cycleLength: cycleLength, blockLength: blockLength
    ) { sample in
      let dataset = try transform(element(of: sample))
      structure.settle(dataset.structure)
      return dataset.values
    }
    return Dataset<Output, Failure>(stage: stage, structure: .deferred(structure))
  }
}

private struct InterleaveStage: Stage {
  let input: any Stage
  let cycleLength: Int
  let blockLength: Int
  let transform: @Sendable (Sample) throws -> any Stage
  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality == .known(0) ? .known(0) : .unknown }
  func makeIterator() -> StageIterator { InterleaveIterator(self) }
}

private final class InterleaveIterator: StageIterator {
  private let stage: InterleaveStage
  private let input: StageIterator
  /// The open datasets; nil in place of one that has ended.
  private var cycle: [StageIterator?] = []
  private var turn = 0
  private var taken = 0
  private var isInputDone = false

  init(_ stage: InterleaveStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? {
    while !isInputDone || cycle.contains(where: { $0 != nil }) {
      guard let current = try currentDataset() else {
        endTurn()
        continue
      }
      if let sample = try current.next() {
        taken += 1
        if taken == stage.blockLength { endTurn() }
        return sample
      }
      cycle[turn] = nil
      endTurn()
    }
    return nil
  }

  /// The dataset whose turn it is; a new one is opened if the slot is free.
  private func currentDataset() throws -> StageIterator? {
    // A slot is added when its first turn comes, so that few elements need no long cycle.
    if turn == cycle.count, !isInputDone { cycle.append(nil) }
    guard turn < cycle.count else { return nil }
    if cycle[turn] == nil, !isInputDone {
      if let sample = try input.next() {
        cycle[turn] = try stage.transform(sample).makeIterator()
      } else {
        isInputDone = true
      }
    }
    return cycle[turn]
  }

  private func endTurn() {
    taken = 0
    turn += 1
    if turn >= (isInputDone ? cycle.count : stage.cycleLength) { turn = 0 }
  }
}
