import Synchronization

/// The seeds of one `shuffle`: a stream of words, two of which seed each iteration.
final class ShuffleSeeds: Sendable {
  private let current: Mutex<SeedPosition>
  private let isFixed: Bool

  init(_ generator: Philox, isFixed: Bool) {
    current = Mutex(SeedPosition(generator))
    self.isFixed = isFixed
  }

  /// The position in the stream from which the next iteration's seeds come.
  var position: SeedPosition {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// The generator of the next iteration.
  func nextGenerator() -> Philox {
    current.withLock { isFixed ? $0.generator : $0.drawGenerator() }
  }
}

/// A position in a stream of seeds, which can be saved.
struct SeedPosition: Codable, Hashable, Sendable {
  private let key: [UInt32]
  private let counter: [UInt32]
  private var drawn = 0

  /// The beginning of the generator's stream.
  init(_ generator: Philox) {
    key = [generator.key.x, generator.key.y]
    counter = (0..<4).map { UInt32(truncatingIfNeeded: generator.counter >> ($0 * 32)) }
  }

  private enum CodingKeys: String, CodingKey { case key, counter, drawn }

  /// - Throws: `DatasetError` if what was saved is not such a position.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    key = try values.decode([UInt32].self, forKey: .key)
    counter = try values.decode([UInt32].self, forKey: .counter)
    drawn = try values.decode(Int.self, forKey: .drawn)
    guard key.count == 2, counter.count == 4, (0..<1 << 62).contains(drawn) else {
      throw DatasetError.cannotResume("a saved position in the random numbers is damaged")
    }
  }

  /// The generator from which the stream is read.
  var generator: Philox {
    let counter = counter.reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) }
    return Philox(key: [key[0], key[1]], counter: counter)
  }

  /// The position after `count` more steps, each as long as that from an earlier position to this
  /// one.
  ///
  /// - Throws: `DatasetError` if it is farther than any program can draw.
  func moved(since earlier: SeedPosition, times count: Int) throws -> SeedPosition {
    let (distance, isTooLarge) = (drawn - earlier.drawn).multipliedReportingOverflow(by: count)
    let (position, isTooFar) = drawn.addingReportingOverflow(distance)
    guard !isTooLarge, !isTooFar, (0..<1 << 62).contains(position) else {
      throw DatasetError.cannotResume("a saved position in the random numbers is damaged")
    }
    var moved = self
    moved.drawn = position
    return moved
  }

  /// A generator seeded by the next two words of the stream.
  mutating func drawGenerator() -> Philox {
    var words = PhiloxWords(generator.skipping(drawn / 4))
    for _ in 0..<drawn % 4 { _ = words.next() }
    drawn += 2
    return Philox(seed: Int64(words.next()), seed2: Int64(words.next()))
  }
}
