/// One iteration over a dataset.
///
/// ```swift
/// let batches = Dataset.fromTensorSlices(data).batch(10).makeIterator()
/// let batch1 = try batches.getNext()
/// let batch2 = try batches.getNext()
/// ```
///
/// One thread at a time may use it.
///
/// - **Source:** document 000, getting data.
public final class DatasetIterator<Element: Sendable, Failure: Error> {
  private let dataset: Dataset<Element, Failure>
  private var stages: StageIterator
  private var seedPositions: [SeedPosition]
  private var delivered = 0

  init(_ dataset: Dataset<Element, Failure>) {
    self.dataset = dataset
    // Before the iterators are made, which take their seeds.
    seedPositions = dataset.stage.seedPositions
    stages = dataset.stage.makeIterator()
  }

  /// The next element, or nil when all were delivered.
  ///
  /// - Throws: what a source or a function of the pipeline throws.
  public func next() throws(Failure) -> Element? {
    try failing(with: Failure.self) { try advance() }
  }

  /// The next element.
  ///
  /// - Throws: `OutOfRangeError` when all were delivered, and what a source or a function throws.
  /// - **Source:** document 000, getting data.
  public func getNext() throws -> Element {
    guard let element = try advance() else { throw OutOfRangeError() }
    return element
  }

  /// How far the iteration has come, to be resumed by `makeIterator(resuming:)`.
  ///
  /// ```swift
  /// let saved = try JSONEncoder().encode(batches.state())
  /// ```
  public func state() -> DatasetState {
    DatasetState(delivered: delivered, seedPositions: seedPositions)
  }

  fileprivate func advance() throws -> Element? {
    guard let sample = try stages.next() else { return nil }
    delivered += 1
    return dataset.element(of: sample)
  }

  /// Goes to the place that `state` was saved at, in this program or in an earlier one.
  ///
  /// ```swift
  /// let batches = Dataset.range(10).shuffle(10).makeIterator()
  /// _ = try batches.getNext()
  /// let state = batches.state()
  /// let second = try batches.getNext().number
  /// try batches.restore(state)
  /// try batches.getNext().number == second  // true
  /// ```
  ///
  /// The dataset must be built as it was then. Iterations that start later go on with the random
  /// numbers as they would have.
  ///
  /// - Throws: `DatasetError` if the state is of another dataset, and what a source or a function
  ///   throws; then the iteration stays where it is.
  public func restore(_ state: DatasetState) throws {
    try dataset.requireFitting(state)
    let before = dataset.stage.seedPositions
    func go(to positions: [SeedPosition]) {
      var positions = positions[...]
      dataset.stage.restore(&positions)
    }
    go(to: state.seedPositions)
    do {
      let stages = dataset.stage.makeIterator()
      let skipped = try stages.skip(state.delivered)
      guard skipped == state.delivered else {
        throw DatasetError.cannotResume(
          "the iteration had come to element \(state.delivered), and this dataset ends after "
            + "\(skipped)")
      }
      (self.stages, seedPositions, delivered) = (stages, state.seedPositions, skipped)
    } catch {
      go(to: before)
      throw error
    }
  }
}

extension DatasetIterator: IteratorProtocol where Failure == Never {
  // The requirement's own witness: the throwing function is one on paper only.
  /// The next element, or nil when all were delivered.
  public func next() -> Element? {
    do { return try advance() } catch { misuse(error) }
  }
}

extension Dataset: Sequence where Failure == Never {
  /// No guess: counting could mean to read everything.
  public var underestimatedCount: Int { 0 }
}

extension Dataset {
  /// A new iteration from the first element on.
  public func makeIterator() -> DatasetIterator<Element, Failure> { DatasetIterator(self) }

  /// The iteration that `state` was saved of, from the element on that would have come next.
  ///
  /// ```swift
  /// let state = try JSONDecoder().decode(DatasetState.self, from: saved)
  /// let batches = try dataset.makeIterator(resuming: state)
  /// ```
  ///
  /// The dataset must be built as it was then. Iterations that start later go on with the random
  /// numbers as they would have.
  ///
  /// - Throws: `DatasetError` if the state is of another dataset, and what a source or a function
  ///   throws.
  public func makeIterator(
    resuming state: DatasetState
  ) throws -> DatasetIterator<Element, Failure> {
    let iterator = makeIterator()
    try iterator.restore(state)
    return iterator
  }

  /// Lets the iteration that starts next draw what the one after `state` was taken would have
  /// drawn.
  ///
  /// - Throws: `DatasetError` if the state is of another dataset.
  func startNext(at state: DatasetState) throws {
    try requireFitting(state)
    var positions = state.seedPositions[...]
    stage.restore(&positions)
  }

  fileprivate func requireFitting(_ state: DatasetState) throws {
    let shuffles = stage.seedPositions.count
    guard shuffles == state.seedPositions.count, (0...Self.mostDelivered).contains(state.delivered)
    else {
      throw DatasetError.cannotResume(
        "the state is of \(state.delivered) elements of a dataset with "
          + "\(state.seedPositions.count) shuffles, and this one has \(shuffles)")
    }
    if case .known(let count) = cardinality, count < state.delivered {
      throw DatasetError.cannotResume(
        "the iteration had come to element \(state.delivered), and this dataset ends after "
          + "\(count)")
    }
  }

  /// A million elements a second for nine years: a state that says more is damaged, and resuming it
  /// would take as long.
  private static var mostDelivered: Int { 1 << 48 }
}

/// How far an iteration over a dataset has come.
///
/// A pipeline is a function of its sources and its seeds, so that this is all there is to know: the
/// place in the stream of seeds where the iteration began, and how many elements it delivered.
/// Resuming computes them again, or passes over them where a stage knows how. TensorFlow saves what
/// the stages hold instead, which is as large as their buffers and asks of every source and every
/// element that it can be written down.
public struct DatasetState: Codable, Hashable, Sendable {
  /// How many elements were delivered.
  public let delivered: Int
  let seedPositions: [SeedPosition]
}

extension DatasetState {
  /// That of an iteration which starts next.
  init(nextOf stage: any Stage) {
    self.init(delivered: 0, seedPositions: stage.seedPositions)
  }
}

/// The end of a dataset, for `getNext()`.
///
/// - **Source:** document 000, getting data.
public struct OutOfRangeError: Error, Equatable, CustomStringConvertible {
  /// TensorFlow's message.
  public var description: String { "End of sequence" }
}
