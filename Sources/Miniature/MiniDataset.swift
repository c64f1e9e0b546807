/// The indices of rows, in some order and in batches: which rows of the data belong to which step.
///
/// ```swift
/// for batch in MiniDataset(count: 5).batched(2) { print(batch) }  // [0, 1], [2, 3], [4]
/// let shuffled = MiniDataset(count: 1000).shuffled(buffer: 100, seed: 1).batched(32)
/// ```
///
/// It is lazy: a batch is made when it is requested.
public struct MiniDataset: Sequence {
  private let makeSource: () -> AnyIterator<Int>
  private var batchSize = 1

  /// All rows, in order.
  public init(count: Int) { makeSource = { AnyIterator((0..<count).makeIterator()) } }

  private init(_ makeSource: @escaping () -> AnyIterator<Int>) { self.makeSource = makeSource }

  /// The rows in a random order, a different one in each epoch.
  public func shuffled(buffer: Int, seed: Int) -> MiniDataset {
    let random = MutableRandom(seed: seed)
    return MiniDataset {
      Pieces.current.bufferedShuffle(makeSource(), buffer) {
        Int.random(in: 0..<$0, using: &random.stream)
      }
    }
  }

  /// Batches of `size` rows; the last one may be smaller.
  public func batched(_ size: Int) -> MiniDataset {
    var result = self
    result.batchSize = size
    return result
  }

  /// Begins a new epoch.
  public func makeIterator() -> AnyIterator<[Int]> {
    let (source, size) = (makeSource(), batchSize)
    return AnyIterator {
      var batch: [Int] = []
      while batch.count < size, let row = source.next() { batch.append(row) }
      return batch.isEmpty ? nil : batch
    }
  }
}

/// A stream of random numbers that continues from epoch to epoch.
private final class MutableRandom {
  var stream: MiniRandom
  init(seed: Int) { stream = MiniRandom(seed: seed) }
}

/// The elements of a source in a different order, with at most `buffer` of them in memory.
///
/// Each call returns one element of the buffer, at the index that `draw(count)` returns, and
/// replaces it by the next element of the source. When the source is exhausted, the element is
/// removed instead.
package func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer size: Int, draw: @escaping (Int) -> Int
) -> AnyIterator<Int> {
  var buffer: [Int] = []
  return AnyIterator {
    while buffer.count < size, let element = source.next() { buffer.append(element) }
    if buffer.isEmpty { return nil }
    let index = draw(buffer.count)
    guard let next = source.next() else { return buffer.remove(at: index) }
    defer { buffer[index] = next }
    return buffer[index]
  }
}
