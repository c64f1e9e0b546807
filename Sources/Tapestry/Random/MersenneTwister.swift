/// The generator MT19937 with the seeding of Python's `random.Random`; it draws the seeds of random
/// operations that are given none.
///
/// ```swift
/// var stream = MersenneTwister(seed: 42)
/// stream.nextSeed()  // 478163327
/// stream.nextSeed()  // 107420369
/// ```
///
/// - **Source:** Matsumoto, Nishimura: Mersenne Twister (1998), with the seeding of 2002.
///   TensorFlow draws operation seeds with it, so each program that calls `setSeed` depends on its
///   exact words.
public struct MersenneTwister: Sendable, Hashable {
  fileprivate static let size = 624

  fileprivate var state: [UInt32]
  /// How many words of `state` have been used; at `size`, all are renewed.
  fileprivate var position = Self.size

  /// Seeds the generator with the magnitude of `seed`: 7 and -7 give the same words, as in Python.
  ///
  /// ```swift
  /// var stream = MersenneTwister(seed: -42)
  /// stream.nextSeed()  // 478163327
  /// ```
  public init(seed: Int) {
    let magnitude = UInt64(seed.magnitude)
    let high = UInt32(truncatingIfNeeded: magnitude >> 32)
    let low = UInt32(truncatingIfNeeded: magnitude)
    self.init(key: high == 0 ? [low] : [low, high])
  }

  /// Seeds the generator as NumPy's `np.random.seed` does: each word is computed from the one
  /// before, without the mixing that Python adds.
  ///
  /// ```swift
  /// var generator = MersenneTwister(numPySeed: 113)
  /// generator.nextWord()  // 3659249829
  /// ```
  ///
  /// - **Source:** the seeding of 2002, `init_genrand`.
  public init(numPySeed seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    for index in 1..<Self.size {
      let previous = state[index - 1]
      state.append(1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(index))
    }
  }

  /// Mixes the words of `key` into a fixed state, in two passes that make each word of the state
  /// depend on each word of the key.
  private init(key: [UInt32]) {
    self.init(numPySeed: 19_650_218)
    var index = 1
    func previousMixed() -> UInt32 { state[index - 1] ^ state[index - 1] >> 30 }
    func advance() {
      index += 1
      if index == Self.size {
        state[0] = state[Self.size - 1]
        index = 1
      }
    }
    for step in 0..<max(Self.size, key.count) {
      let keyIndex = step % key.count
      state[index] ^= previousMixed() &* 1_664_525
      state[index] &+= key[keyIndex] &+ UInt32(keyIndex)
      advance()
    }
    for _ in 1..<Self.size {
      state[index] ^= previousMixed() &* 1_566_083_941
      state[index] &-= UInt32(index)
      advance()
    }
    state[0] = 0x8000_0000
  }

  /// Draws the next 32 random bits.
  ///
  /// ```swift
  /// var generator = MersenneTwister(seed: 0)
  /// generator.nextWord()  // 3626764237
  /// ```
  public mutating func nextWord() -> UInt32 {
    if position == Self.size { renew() }
    var word = state[position]
    position += 1
    // Tempering, as the words of the state themselves are too regular in high dimensions.
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    word ^= word >> 18
    return word
  }

  /// Draws an integer from 0 to 2³¹ - 1; Python's `randint(0, 2**31 - 1)`.
  ///
  /// Python draws 32 bits for the 2³¹ possible results, and draws again when the number is too
  /// large. 31 bits would be enough, but would give a different stream.
  ///
  /// ```swift
  /// var stream = MersenneTwister(seed: 0)
  /// stream.nextSeed()  // 1654615998
  /// ```
  public mutating func nextSeed() -> Int {
    while true {
      let word = nextWord()
      if word < 1 << 31 { return Int(word) }
    }
  }

  private mutating func renew() {
    for index in 0..<Self.size {
      let upper = state[index] & 0x8000_0000
      let lower = state[(index + 1) % Self.size] & 0x7fff_ffff
      let joined = upper | lower
      let twist: UInt32 = joined & 1 == 1 ? 0x9908_b0df : 0
      state[index] = state[(index + 397) % Self.size] ^ joined >> 1 ^ twist
    }
    position = 0
  }
}

extension MersenneTwister: Codable {
  private enum CodingKeys: String, CodingKey { case state, position }

  /// Decodes a generator that was saved at any position of its stream.
  ///
  /// - Throws: `DecodingError` if what was saved is not a generator.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    state = try values.decode([UInt32].self, forKey: .state)
    position = try values.decode(Int.self, forKey: .position)
    guard state.count == Self.size, (0...Self.size).contains(position) else {
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: values,
        debugDescription:
          "\(state.count) words at position \(position) are not the state of a Mersenne Twister")
    }
  }
}
