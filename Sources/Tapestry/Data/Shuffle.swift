import Synchronization

extension Dataset {
  /// The elements in random order: each is drawn from a buffer of the next `bufferSize` that have
  /// not been delivered.
  ///
  /// ```swift
  /// Dataset.range(10).shuffle(10, seed: 1)
  /// ```
  ///
  /// A buffer as large as the dataset makes all orders equally likely. A smaller one keeps less in
  /// memory and mixes less: an element comes at most `bufferSize` - 1 places too early.
  ///
  /// Each pass has another order, unless `reshuffleEachIteration` is false.
  ///
  /// Traps: if `bufferSize` is not positive.
  /// Source: document 001, training the model.
  public func shuffle(
    _ bufferSize: Int, seed: Int? = nil, reshuffleEachIteration: Bool = true
  ) -> Dataset {
    guard bufferSize > 0 else {
      misuse("shuffle", "a buffer of \(bufferSize) elements", cure: "make room for at least one")
    }
    let seeds = RandomState.shared.seeds(operation: seed)
    return through(
      ShuffleStage(
        input: stage, bufferSize: bufferSize,
        seeds: ShuffleSeeds(seeds.makeGenerator(), isFixed: !reshuffleEachIteration)))
  }
}

/// Where the orders of one `shuffle` come from: a stream of words, two of which seed each pass.
final class ShuffleSeeds: Sendable {
  /// A place in the stream, which can be saved.
  struct Position: Codable, Hashable, Sendable {
    fileprivate let key: [UInt32]
    fileprivate let counter: [UInt32]
    fileprivate var drawn = 0

    init(_ generator: Philox) {
      key = [generator.key.x, generator.key.y]
      counter = (0..<4).map { UInt32(truncatingIfNeeded: generator.counter >> ($0 * 32)) }
    }

    private enum CodingKeys: String, CodingKey { case key, counter, drawn }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      key = try values.decode([UInt32].self, forKey: .key)
      counter = try values.decode([UInt32].self, forKey: .counter)
      drawn = try values.decode(Int.self, forKey: .drawn)
      guard key.count == 2, counter.count == 4, drawn >= 0 else {
        throw DatasetError.cannotResume("the saved place in the random numbers is damaged")
      }
    }

    /// The generator from which the stream of seeds is read.
    var generator: Philox {
      let counter = counter.reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) }
      return Philox(key: [key[0], key[1]], counter: counter)
    }
  }

  private let current: Mutex<Position>
  private let isFixed: Bool

  init(_ generator: Philox, isFixed: Bool) {
    current = Mutex(Position(generator))
    self.isFixed = isFixed
  }

  var position: Position {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  /// The generator of the next pass.
  func nextGenerator() -> Philox {
    current.withLock { position in
      if isFixed { return position.generator }
      var words = PhiloxWords(position.generator.skipping(position.drawn / 4))
      for _ in 0..<position.drawn % 4 { _ = words.next() }
      position.drawn += 2
      return Philox(seed: Int64(words.next()), seed2: Int64(words.next()))
    }
  }
}

private struct ShuffleStage: Stage {
  let input: any Stage
  let bufferSize: Int
  let seeds: ShuffleSeeds

  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality }
  var shuffleSeeds: ShuffleSeeds? { seeds }

  func makeIterator() -> StageIterator {
    ShuffleIterator(
      input.makeIterator(), bufferSize: bufferSize, generator: seeds.nextGenerator())
  }
}

private final class ShuffleIterator: StageIterator {
  private let input: StageIterator
  private let bufferSize: Int
  private var words: PhiloxWords
  /// A ring: `count` elements from place `start` on.
  private var buffer: [Sample] = []
  private var start = 0
  private var count = 0
  private var isInputDone = false

  init(_ input: StageIterator, bufferSize: Int, generator: Philox) {
    self.input = input
    self.bufferSize = bufferSize
    words = PhiloxWords(generator)
  }

  override func next() throws -> Sample? {
    while count < bufferSize, !isInputDone {
      guard let sample = try input.next() else {
        isInputDone = true
        break
      }
      // The ring grows while it is filled for the first time: a dataset smaller than its buffer
      // takes no more memory than its elements.
      if buffer.count < bufferSize {
        buffer.append(sample)
      } else {
        buffer[place(count)] = sample
      }
      count += 1
    }
    guard count > 0 else { return nil }
    let drawn = place(Int(words.next()) % count)
    let sample = buffer[drawn]
    buffer[drawn] = buffer[start]
    start = place(1)
    count -= 1
    return sample
  }

  /// The place in the ring `distance` after the first element's.
  private func place(_ distance: Int) -> Int {
    let place = start + distance
    return place < buffer.count ? place : place - buffer.count
  }
}
