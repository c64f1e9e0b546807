/// Batches that come one after the other from anywhere, and whose number may not be known.
final class StreamedBatches: TrainingData {
  /// Gives the next batch, or nil at the end.
  typealias Iterator = () throws -> Batch?

  /// Where the batches come from.
  struct Source {
    /// Starts with the first batch.
    let start: () throws -> Iterator
    /// How far the batches have come: those of the iteration that was started last, or the next
    /// one's. Nil for a sequence, which cannot say.
    var state: ((_ goesOn: Bool) -> DatasetState)?
    /// Starts where a state says.
    var resume: ((DatasetState, _ goesOn: Bool) throws -> Iterator?)?
  }

  private let batches: Source
  private let stepsPerEpoch: Int?
  private let startsAnew: Bool
  private let source: String
  private var iterator: Iterator?
  private var delivered = 0
  private var counted: Int?

  /// - Parameters:
  ///   - source: who asks, for messages.
  ///   - count: how many batches there are, if that is known.
  ///   - stepsPerEpoch: how many batches make an epoch; without it, all from the first to the last.
  ///   - startsAnew: whether each epoch starts with the first batch; otherwise, if `stepsPerEpoch`
  ///     is given, an epoch goes on with the batches that follow those of the one before.
  init(
    _ source: String, count: Int?, stepsPerEpoch: Int?, startsAnew: Bool = false,
    _ batches: Source
  ) {
    if let stepsPerEpoch, stepsPerEpoch < 1 {
      misuse(source, "stepsPerEpoch is \(stepsPerEpoch)", cure: "give at least 1")
    }
    self.source = source
    self.batches = batches
    self.stepsPerEpoch = stepsPerEpoch
    self.startsAnew = startsAnew || stepsPerEpoch == nil
    counted = count
  }

  /// Known from the second epoch on if the first went to the end.
  var batchCount: Int? { stepsPerEpoch ?? counted }

  var position: DataPosition? {
    batches.state.map { .dataset($0(!startsAnew && iterator != nil)) }
  }

  /// The datasets of this program are where they are: only what was saved moves them.
  func go(to position: DataPosition, isSaved: Bool) throws {
    guard isSaved, let resume = batches.resume else { return }
    guard case .dataset(let state) = position else { throw DatasetError.otherTrainingData }
    iterator = try resume(state, !startsAnew)
  }

  func startEpoch() throws {
    delivered = 0
    if iterator == nil || startsAnew { iterator = try batches.start() }
  }

  func next() throws -> Batch? {
    if delivered == stepsPerEpoch { return nil }
    guard let batch = try iterator?() else {
      guard stepsPerEpoch == nil, delivered > 0 else {
        throw OutOfBatches(method: source, delivered: delivered, needed: stepsPerEpoch ?? 1)
      }
      counted = delivered
      return nil
    }
    delivered += 1
    return batch
  }
}

/// Batches that ended in the middle of an epoch.
///
/// Keras warns and ends the training; then a program goes on with a model that was trained less
/// than it said.
public struct OutOfBatches: Error, Equatable, CustomStringConvertible {
  /// Who asked for batches.
  public let method: String
  /// How many there were in the epoch.
  public let delivered: Int
  /// How many an epoch needs.
  public let needed: Int

  /// The numbers and the cure.
  public var description: String {
    "\(method): the batches ended after \(delivered) of the \(needed) of an epoch\n"
      + "  cure: repeat them without end, or give fewer stepsPerEpoch; a sequence that can be gone "
      + "through once only is no data for several epochs"
  }
}
