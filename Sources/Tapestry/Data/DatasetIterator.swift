/// One iteration over a dataset.
///
/// ```swift
/// let batches = Dataset.fromTensorSlices(data).batch(10).makeIterator()
/// let batch1 = try batches.getNext()
/// let batch2 = try batches.getNext()
/// ```
///
/// Only one thread may use it at a time.
///
/// - **Source:** document 000, getting data.
public final class DatasetIterator<Element: Sendable, Failure: Error> {
  private let dataset: Dataset<Element, Failure>
  private var stages: StageIterator
  private var seedPositions: [SeedPosition]
  private var delivered = 0

  init(_ dataset: Dataset<Element, Failure>) {
    self.dataset = dataset
    // This must come before the iterators are made, which take their seeds.
    seedPositions = dataset.stage.seedPositions
    stages = dataset.stage.makeIterator()
  }

  /// The next element; nil when there are no more.
  ///
  /// - Throws: what a source or a function of the pipeline throws.
  public func next() throws(Failure) -> Element? {
    try failing(with: Failure.self) { try advance() }
  }

  /// The next element.
  ///
  /// - Throws: `OutOfRangeError` when there are no more elements, and what a source or a function
  ///   throws.
  /// - **Source:** document 000, getting data.
  public func getNext() throws -> Element {
    guard let element = try advance() else { throw OutOfRangeError() }
    return element
  }

  /// The position of the iteration, from which `makeIterator(resuming:)` resumes it.
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

  /// Moves to the position at which `state` was saved, in this run of the program or an earlier
  /// one.
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
  /// The dataset must be built as it was then. Later iterations draw the random numbers that
  /// they would have drawn.
  ///
  /// - Throws: `DatasetError` if the state is of another dataset, and what a source or a function
  ///   throws; then the iteration does not move.
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
      var left = state.delivered
      try stages.skip(&left, runsFunctions: false)
      guard left == 0 else {
        throw DatasetError.cannotResume(
          "the iteration had come to element \(state.delivered), and this dataset ends after "
            + "\(state.delivered - left)")
      }
      (self.stages, seedPositions, delivered) = (stages, state.seedPositions, state.delivered)
    } catch {
      go(to: before)
      throw error
    }
  }
}

extension DatasetIterator: IteratorProtocol where Failure == Never {
  // The witness of the protocol's requirement: the function that is declared to throw never does.
  /// The next element; nil when there are no more.
  public func next() -> Element? {
    do { return try advance() } catch { misuse(error) }
  }
}

extension Dataset: Sequence where Failure == Never {
  /// Always 0, as counting could mean reading everything.
  public var underestimatedCount: Int { 0 }
}

extension Dataset {
  /// A new iteration from the first element on.
  public func makeIterator() -> DatasetIterator<Element, Failure> { DatasetIterator(self) }

  /// The iteration of which `state` was saved, from the element that would have come next.
  ///
  /// ```swift
  /// let state = try JSONDecoder().decode(DatasetState.self, from: saved)
  /// let batches = try dataset.makeIterator(resuming: state)
  /// ```
  ///
  /// The dataset must be built as it was then. Later iterations draw the random numbers that
  /// they would have drawn.
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

  /// Lets the next iteration draw the random numbers that the one after the saved iteration would
  /// have drawn.
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

  /// A million elements a second for nine years: a state with a larger number is damaged, and
  /// resuming it would take as long.
  private static var mostDelivered: Int { 1 << 48 }
}

/// The position of an iteration over a dataset.
///
/// A pipeline is a function of its sources and its seeds, so two things suffice: the position in
/// the stream of seeds where the iteration began, and how many elements it delivered. Resuming
/// computes these elements again, or skips them where a stage knows how: a `map` is not called for
/// them, as it was when they were delivered. TensorFlow saves the state of the stages instead. That
/// is as large as their buffers, and requires that every source and every element can be saved.
public struct DatasetState: Codable, Hashable, Sendable {
  /// The number of elements that were delivered.
  public let delivered: Int
  let seedPositions: [SeedPosition]
}

extension DatasetState {
  /// The state of the iteration that starts next.
  init(nextOf stage: any Stage) {
    self.init(delivered: 0, seedPositions: stage.seedPositions)
  }
}

/// The error that `getNext()` throws at the end of a dataset.
///
/// - **Source:** document 000, getting data.
public struct OutOfRangeError: Error, Equatable, CustomStringConvertible {
  /// TensorFlow's message.
  public var description: String { "End of sequence" }
}
