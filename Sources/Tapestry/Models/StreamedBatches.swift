/// Batches that come one after the other from anywhere, and whose number may not be known.
final class StreamedBatches: TrainingData {
  /// Gives the next batch, or nil at the end.
  typealias Pass = () throws -> Batch?

  private let start: () throws -> Pass
  private let stepsPerEpoch: Int?
  private let source: String
  private var pass: Pass?
  private var delivered = 0
  private var counted: Int?

  /// - Parameters:
  ///   - source: who asks, for messages.
  ///   - count: how many batches a pass has, if that is known.
  ///   - stepsPerEpoch: how many batches make an epoch. The next epoch goes on with those that
  ///     follow; without it, each epoch is a pass of its own from the first batch to the last.
  init(
    _ source: String, count: Int?, stepsPerEpoch: Int?, start: @escaping () throws -> Pass
  ) {
    if let stepsPerEpoch, stepsPerEpoch < 1 {
      misuse(source, "stepsPerEpoch is \(stepsPerEpoch)", cure: "give at least 1")
    }
    self.source = source
    self.start = start
    self.stepsPerEpoch = stepsPerEpoch
    counted = count
  }

  /// Known for the second epoch if the first one was a pass.
  var batchCount: Int? { stepsPerEpoch ?? counted }

  func startEpoch() throws {
    delivered = 0
    if pass == nil || stepsPerEpoch == nil { pass = try start() }
  }

  func next() throws -> Batch? {
    if delivered == stepsPerEpoch { return nil }
    guard let batch = try pass?() else {
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
/// Keras warns and ends the training; then a program goes on with a model that was trained less than
/// it said.
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
