/// The generator Philox4x32-10: block n of the stream is a function of n alone, so any thread can
/// compute any part of the stream without the part before it.
///
/// ```swift
/// var generator = Philox(seed: 42, seed2: 478_163_327)
/// generator.next()  // SIMD4(2874478687, 2788717289, 4163709761, 2755359786)
/// generator.skip(1_000_000)  // at once
/// ```
///
/// - **Source:** Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011). A
///   Mersenne Twister, which must be run word by word, would keep all cores but one waiting.
public struct Philox: Sendable, Hashable {
  /// The key, which selects the stream.
  public var key: SIMD2<UInt32>
  /// The index of the next block.
  public var counter: UInt128

  /// A generator at any position of any stream.
  ///
  /// ```swift
  /// Philox(key: [0, 0], counter: 0).block().x  // 1713891541
  /// ```
  public init(key: SIMD2<UInt32>, counter: UInt128) {
    self.key = key
    self.counter = counter
  }

  /// The generator that TensorFlow makes from an operation's two seeds: the first is the key, the
  /// second the upper half of the counter.
  ///
  /// ```swift
  /// Philox(seed: 42, seed2: 478_163_327).block().x  // 2874478687
  /// ```
  public init(seed: Int64, seed2: Int64) {
    let key = UInt64(bitPattern: seed)
    self.init(
      key: [UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)],
      counter: UInt128(UInt64(bitPattern: seed2)) << 64)
  }

  /// The generator of TensorFlow's stateless operations, which depends only on the caller's seeds.
  ///
  /// The seeds are scrambled by one block first, because users choose similar ones, such as [1, 0]
  /// and [2, 0].
  ///
  /// ```swift
  /// Philox(statelessSeed: 5, 0).block().x  // 2433215183
  /// ```
  public init(statelessSeed seed0: Int64, _ seed1: Int64) {
    let seeds = UInt128(UInt64(bitPattern: seed1)) << 64 | UInt128(UInt64(bitPattern: seed0))
    let scrambled = Philox(key: [0x3ec8_f720, 0x0246_1e29], counter: seeds).block()
    self.init(
      key: scrambled.lowHalf,
      counter: UInt128(scrambled.w) << 96 | UInt128(scrambled.z) << 64)
  }

  /// A generator seeded by the operating system, which differs in every run.
  static func seededBySystem() -> Philox {
    var system = SystemRandomNumberGenerator()
    return Philox(
      seed: Int64(bitPattern: system.next()), seed2: Int64(bitPattern: system.next()))
  }

  /// The four words at the counter, which does not move.
  ///
  /// ```swift
  /// let generator = Philox(seed: 42, seed2: 478_163_327)
  /// generator.block() == generator.block()  // true
  /// ```
  public func block() -> SIMD4<UInt32> {
    var words = SIMD4<UInt32>(
      UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
      UInt32(truncatingIfNeeded: counter >> 64), UInt32(truncatingIfNeeded: counter >> 96))
    var roundKey = key
    for _ in 0..<10 {
      let first = words.x.multipliedFullWidth(by: 0xD251_1F53)
      let second = words.z.multipliedFullWidth(by: 0xCD9E_8D57)
      words = [
        second.high ^ words.y ^ roundKey.x, second.low,
        first.high ^ words.w ^ roundKey.y, first.low,
      ]
      roundKey &+= [0x9E37_79B9, 0xBB67_AE85]
    }
    return words
  }

  /// Draws the next four words.
  ///
  /// ```swift
  /// var generator = Philox(seed: 42, seed2: 478_163_327)
  /// generator.next() == generator.next()  // false
  /// ```
  public mutating func next() -> SIMD4<UInt32> {
    defer { skip(1) }
    return block()
  }

  /// Advances by `count` blocks of four words.
  ///
  /// ```swift
  /// var generator = Philox(key: [0, 0], counter: 0)
  /// generator.skip(1_000_000)
  /// generator.counter  // 1000000
  /// ```
  ///
  /// - Precondition: `count` is not negative.
  public mutating func skip(_ count: Int) {
    guard count >= 0 else {
      misuse(
        "Philox.skip", "cannot go back by \(count.magnitude) blocks",
        cure: "subtract from `counter`")
    }
    counter &+= UInt128(count)
  }

  /// This generator `count` blocks further on.
  func skipping(_ count: Int) -> Philox {
    var further = self
    further.skip(count)
    return further
  }
}

/// The words of a generator one at a time, where four at once are of no use.
///
/// ```swift
/// var words = PhiloxWords(Philox(seed: 42, seed2: 478_163_327))
/// words.next()  // 2874478687
/// ```
public struct PhiloxWords: Sendable {
  private var generator: Philox
  private var words = SIMD4<UInt32>()
  private var position = 4

  /// The words from `generator`'s next block on; `generator` itself does not move.
  public init(_ generator: Philox) { self.generator = generator }

  /// Draws the next word.
  public mutating func next() -> UInt32 {
    if position == 4 {
      words = generator.next()
      position = 0
    }
    defer { position += 1 }
    return words[position]
  }
}

extension Philox: Codable {
  /// Encodes the key and the counter, as words.
  public func encode(to encoder: any Encoder) throws {
    let words = [0, 32, 64, 96].map { UInt32(truncatingIfNeeded: counter >> $0) }
    var value = encoder.singleValueContainer()
    try value.encode([key.x, key.y] + words)
  }

  /// Decodes a generator that was saved at any position of its stream.
  ///
  /// - Throws: `DecodingError` if what was saved is not a generator.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    let words = try value.decode([UInt32].self)
    guard words.count == 6 else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "\(words.count) words are not the state of a generator")
    }
    self.init(
      key: [words[0], words[1]],
      counter: words[2...].reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) })
  }
}
