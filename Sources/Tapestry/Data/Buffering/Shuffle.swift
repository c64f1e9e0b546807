import CKernels

extension Dataset {
  /// The elements in random order: each is drawn from a buffer of the next `bufferSize` elements.
  ///
  /// ```swift
  /// Dataset.range(10).shuffle(10, seed: 1)
  /// ```
  ///
  /// A buffer as large as the dataset makes all orders equally likely. A smaller one takes less
  /// memory and mixes less: an element comes at most `bufferSize` - 1 positions early.
  ///
  /// Each iteration has a different order, unless `reshuffleEachIteration` is false.
  ///
  /// - Precondition: `bufferSize` is positive.
  /// - **Source:** document 001, training the model.
  public func shuffle(
    _ bufferSize: Int, seed: Int? = nil, reshuffleEachIteration: Bool = true
  ) -> Dataset {
    guard bufferSize > 0 else {
      misuse("shuffle", "a buffer of \(bufferSize) elements", cure: "make room for at least one")
    }
    let seeds = RandomState.shared.seeds(operation: seed)
    return shuffle(
      bufferSize, seeds: ShuffleSeeds(seeds.makeGenerator(), isFixed: !reshuffleEachIteration))
  }

  /// The elements in orders that come from the given seeds.
  func shuffle(_ bufferSize: Int, seeds: ShuffleSeeds) -> Dataset {
    through(ShuffleStage(input: stage, bufferSize: bufferSize, seeds: seeds))
  }
}

private struct ShuffleStage: Stage {
  let input: any Stage
  let bufferSize: Int
  let seeds: ShuffleSeeds

  var inputs: [any Stage] { [input] }
  var table: SliceTable? { input.table }
  var cardinality: Cardinality { input.cardinality }
  var seedPositions: [SeedPosition] { input.seedPositions + [seeds.position] }

  func restore(_ positions: inout ArraySlice<SeedPosition>) {
    input.restore(&positions)
    seeds.position = positions.removeFirst()
  }

  func makeIterator() -> StageIterator {
    let generator = seeds.nextGenerator()
    return table == nil
      ? ShuffleIterator(input, bufferSize: bufferSize, generator: generator)
      : RowShuffleIterator(input, bufferSize: bufferSize, generator: generator)
  }
}

/// A shuffle of computed elements.
private final class ShuffleIterator: StageIterator {
  // Made when the first element is asked for, as in TensorFlow: an iteration from which no element
  // is read draws this shuffle's seeds, but none of those before it.
  private lazy var input = stage.makeIterator()
  private let stage: any Stage
  private var drawing: Drawing<Sample>
  private var leaving: [Sample] = []

  init(_ input: any Stage, bufferSize: Int, generator: Philox) {
    stage = input
    drawing = Drawing(input, ShuffleBuffer(capacity: bufferSize, generator: generator))
  }

  override func next() throws -> Sample? {
    leaving.removeAll(keepingCapacity: true)
    try read(1, into: &leaving)
    return leaving.first
  }

  override func read(_ count: Int, into samples: inout [Sample]) throws {
    try drawing.read(count, into: &samples) { try input.read($0, into: &$1) }
  }
}

/// A shuffle of row indices.
private final class RowShuffleIterator: StageIterator {
  private lazy var input = stage.makeIterator()
  private let stage: any Stage
  private var drawing: Drawing<Int>
  private var leaving: [Int] = []

  init(_ input: any Stage, bufferSize: Int, generator: Philox) {
    stage = input
    drawing = Drawing(input, ShuffleBuffer(capacity: bufferSize, generator: generator))
  }

  override func next() throws -> Sample? {
    leaving.removeAll(keepingCapacity: true)
    try readRows(1, into: &leaving)
    return leaving.first.map(Sample.row)
  }

  override func read(_ count: Int, into samples: inout [Sample]) throws {
    leaving.removeAll(keepingCapacity: true)
    defer { for row in leaving { samples.append(.row(row)) } }
    try readRows(count, into: &leaving)
  }

  override func readRows(_ count: Int, into rows: inout [Int]) throws {
    try drawing.read(count, into: &rows) { try input.readRows($0, into: &$1) }
  }
}

/// How a shuffle draws from its input, which is samples or row indices.
private struct Drawing<Item>: ~Copyable {
  private let inputStage: any Stage
  private var isInputDone = false
  private var buffer: ShuffleBuffer<Item>
  /// Elements on their way into the buffer.
  private var arriving: [Item] = []

  init(_ inputStage: any Stage, _ buffer: consuming ShuffleBuffer<Item>) {
    self.inputStage = inputStage
    self.buffer = buffer
  }

  mutating func read(
    _ count: Int, into items: inout [Item], pull: (Int, inout [Item]) throws -> Void
  ) throws {
    guard count > 0 else { return }
    // As many as would arrive if the buffer were filled before each draw.
    arriving.removeAll(keepingCapacity: true)
    let (wanted, isTooLarge) = (buffer.room - 1).addingReportingOverflow(count)
    do {
      try pull(isTooLarge ? .max : wanted, &arriving)
      if !isInputDone, isTooLarge || arriving.count < wanted {
        isInputDone = true
        inputStage.drawUnusedSeeds()
      }
    } catch {
      // More elements may arrive after the error, so elements are drawn only from a full buffer.
      buffer.exchange(arriving, for: 0, into: &items)
      throw error
    }
    buffer.exchange(arriving, for: count, into: &items)
  }
}

/// The buffer from which a shuffle draws, as a ring.
private struct ShuffleBuffer<Item>: ~Copyable {
  private let capacity: Int
  private var ring: [Item] = []
  private var start = 0
  private var count = 0
  private var words: WordBuffer

  init(capacity: Int, generator: Philox) {
    self.capacity = capacity
    words = WordBuffer(generator)
  }

  /// The number of elements for which there is room.
  var room: Int { capacity - count }

  /// Takes the arriving elements, drawing one whenever there is no room for the next, until
  /// `wanted` have been drawn or none is left.
  mutating func exchange(_ arriving: [Item], for wanted: Int, into items: inout [Item]) {
    var drawn = 0
    for item in arriving {
      if count == capacity {
        items.append(draw())
        drawn += 1
      }
      insert(item)
    }
    while drawn < wanted, count > 0 {
      items.append(draw())
      drawn += 1
    }
  }

  private mutating func insert(_ item: Item) {
    // The ring grows while it is filled for the first time: a dataset smaller than its buffer takes
    // no more memory than its elements.
    if ring.count < capacity && start == 0 {
      ring.append(item)
    } else {
      ring[index(count)] = item
    }
    count += 1
  }

  private mutating func draw() -> Item {
    let first = start
    ring.swapAt(index(Int(words.next(below: count))), first)
    start = index(1)
    count -= 1
    return ring[first]
  }

  /// The index in the ring `distance` after the first element's.
  private func index(_ distance: Int) -> Int {
    let index = start + distance
    return index < ring.count ? index : index - ring.count
  }
}

/// The words of a generator, computed many at a time: a draw takes a few instructions, and a block
/// of the generator a hundred.
private struct WordBuffer: ~Copyable {
  private static let blocks = 64
  private var generator: Philox
  // Not an array, whose reference would be counted at each draw.
  private let words = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 * Self.blocks)
  private var position = 4 * Self.blocks

  init(_ generator: Philox) { self.generator = generator }

  deinit { words.deallocate() }

  /// The remainder of the next word, divided by `limit`.
  mutating func next(below limit: Int) -> UInt32 {
    if position == 4 * Self.blocks {
      kernel_philox_words(generator.kernelState, words, Self.blocks)
      generator.skip(Self.blocks)
      position = 0
    }
    defer { position += 1 }
    return limit <= UInt32.max ? words[position] % UInt32(limit) : words[position]
  }
}
