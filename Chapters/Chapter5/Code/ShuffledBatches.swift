import Tapestry

/// The book's own iterator over batches: each pass shuffles the order that the last one left, and
/// drops the examples that fill no batch.
final class ShuffledBatches: Sequence {
  private let tensors: [Tensor]
  private let batchSize: Int
  private let stepCount: Int
  private var order: Tensor

  init(_ tensors: Tensor..., batchSize: Int = 32) {
    self.tensors = tensors
    self.batchSize = batchSize
    let total = tensors[0].shape[0]
    stepCount = total / batchSize
    order = Tensor.range(total)
  }

  func shuffle() { order = Tapestry.shuffled(order) }

  /// The first eight examples of the epoch.
  var firstIndices: [Double] { cast(order[..<8], to: .float64).scalars(as: Double.self) }

  func makeIterator() -> some IteratorProtocol<[Tensor]> {
    shuffle()
    let order = order
    return (0..<stepCount).lazy.map { [tensors, batchSize] step in
      let indices = order[step * batchSize..<(step + 1) * batchSize]
      return tensors.map { gather($0, indices) }
    }.makeIterator()
  }
}
