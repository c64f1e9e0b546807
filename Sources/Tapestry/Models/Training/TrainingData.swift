/// A batch of examples: inputs, targets and weights.
struct Batch {
  var inputs: [Tensor]
  var targets: [Tensor]
  /// The weight of each example; empty if all count the same.
  var weights: [Tensor] = []

  /// The number of examples.
  var count: Int { inputs[0].shape[0] }
}

/// A source of batches.
protocol TrainingData: AnyObject {
  /// The number of batches in an epoch, if it is known.
  var batchCount: Int? { get }
  /// Starts an epoch.
  func startEpoch() throws
  /// The next batch; nil at the end of the epoch.
  func next() throws -> Batch?
  /// The position from which the next epoch starts; nil if it is not known.
  var position: DataPosition? { get }
  /// Lets the next epoch start from a position.
  ///
  /// - Parameter isSaved: whether the position is from a saved training run, and not from one of
  ///   this program; data that it does not fit then start from their first batch.
  /// - Throws: `DatasetError` if a saved position is of data of another kind.
  func go(to position: DataPosition, isSaved: Bool) throws
}

/// The position from which an epoch starts, which determines its order of examples.
enum DataPosition: Codable, Hashable, Sendable {
  /// Examples in memory: the generator that shuffles them.
  case order(Philox)
  /// A dataset.
  case dataset(DatasetState)
}

/// Batches of examples in memory.
final class ExamplesInMemory: TrainingData {
  private let examples: Batch
  private let batchSize: Int
  /// The generator for shuffling; nil to keep the order.
  private var generator: Philox?
  private var order: Tensor?
  private var nextExample = 0

  /// - Parameter shuffled: whether examples are shuffled again in each epoch. The orders are
  ///   TensorFlow's: those of a shuffle whose operation has the seed 5, since it is the sixth node
  ///   of the graph that Keras makes for it. They are the same in each `fit`, and take nothing from
  ///   the program's random numbers.
  init(_ examples: Batch, batchSize: Int, shuffled: Bool) {
    self.examples = examples
    self.batchSize = batchSize
    if shuffled {
      let global = RandomState.shared.globalSeed
      generator = OperationSeeds(global: global, operation: global.map { _ in 5 }).makeGenerator()
    }
  }

  var batchCount: Int? { examples.count.ceilDivided(by: batchSize) }

  var position: DataPosition? { generator.map { .order($0) } }

  func go(to position: DataPosition, isSaved: Bool) throws {
    guard case .order(let saved) = position else {
      if isSaved { throw DatasetError.otherTrainingData }
      return
    }
    if generator != nil { generator = saved }
  }

  func startEpoch() {
    nextExample = 0
    guard let generator else { return }
    order = Tensor(generator.shuffledIndices(examples.count), shape: [examples.count])
    self.generator = generator.skipping(
      RandomOperation.shuffle.reservation(count: examples.count))
  }

  func next() -> Batch? {
    let start = nextExample
    let end = start + min(batchSize, examples.count - start)
    guard start < end else { return nil }
    nextExample = end
    let isWhole = start == 0 && end == examples.count
    if let order {
      let chosen = isWhole ? order : order[start..<end]
      return examples.mapTensors { gather($0, chosen) }
    }
    return isWhole ? examples : examples.mapTensors { $0[start..<end] }
  }
}

// A training step takes a batch and not three lists: `Function` is generic, and mapping lists whose
// element type is known only when the program runs takes longer than a small step.
extension Batch: TensorStructure {
  /// The same structure with each tensor replaced.
  func mapTensors(_ transform: (Tensor) -> Tensor) -> Batch {
    Batch(
      inputs: inputs.map(transform), targets: targets.map(transform),
      weights: weights.map(transform))
  }

  /// The signatures of the three lists.
  var signature: Signature { .list([inputs.signature, targets.signature, weights.signature]) }
}

extension DatasetError {
  static let otherTrainingData = DatasetError.cannotResume(
    "the training that was saved went through data of another kind: a dataset, or examples in "
      + "memory")
}
