/// Batches that come one after the other from any source, and whose number may not be known.
final class StreamedBatches: TrainingData {
  /// Returns the next batch; nil at the end.
  typealias Iterator = () throws -> Batch?

  /// The source of the batches.
  struct Source {
    /// Starts at the first batch.
    let start: () throws -> Iterator
    /// Returns the position of the latest iteration, or of the next one. Nil for a sequence, whose
    /// position is not known.
    var state: ((_ goesOn: Bool) -> DatasetState)?
    /// Starts at the position that a state holds.
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
  ///   - source: the method that asks, for messages.
  ///   - count: the number of batches, if it is known.
  ///   - stepsPerEpoch: the number of batches in an epoch; without it, all from the first to the
  ///     last.
  ///   - startsAnew: whether each epoch starts at the first batch; otherwise, if `stepsPerEpoch` is
  ///     given, an epoch continues with the batches after those of the one before.
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

  /// Known from the second epoch on, if the first reached the end.
  var batchCount: Int? { stepsPerEpoch ?? counted }

  var position: DataPosition? {
    batches.state.map { .dataset($0(!startsAnew && iterator != nil)) }
  }

  func go(to position: DataPosition, isSaved: Bool) throws {
    guard let resume = batches.resume else { return }
    do {
      guard case .dataset(let state) = position else { throw DatasetError.otherTrainingData }
      iterator = try resume(state, !startsAnew)
    } catch DatasetError.cannotResume where !isSaved {
      // In one program, a run may go through other data than the one before.
    }
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

/// The error when batches end in the middle of an epoch.
///
/// Keras warns and ends training; then a program continues with a model that was trained less than
/// it should have been.
public struct OutOfBatches: Error, Equatable, CustomStringConvertible {
  /// The method that asked for batches.
  public let method: String
  /// The number of batches that there were in the epoch.
  public let delivered: Int
  /// The number of batches that an epoch needs.
  public let needed: Int

  /// The numbers and the cure.
  public var description: String {
    "\(method): the batches ended after \(delivered) of the \(needed) of an epoch\n"
      + "  cure: repeat them without end, or give fewer stepsPerEpoch; a sequence that can be gone "
      + "through once only is no data for several epochs"
  }
}
