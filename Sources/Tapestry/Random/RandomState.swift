import Synchronization

/// The two seeds of a random operation.
struct OperationSeeds: Codable, Sendable, Hashable {
  var seed: Int64
  var seed2: Int64

  /// No seeds at all: the operation is seeded by the operating system.
  static let none = OperationSeeds(seed: 0, seed2: 0)

  /// Combines the global seed (or that of a graph) with the seed of one operation.
  ///
  /// Seeds are reduced to 31 bits. The pair (0, 0) means "no seeds", so when two given seeds are
  /// reduced to 0, the second becomes a different multiple of the modulus.
  init(global: Int?, operation: Int?) {
    guard global != nil || operation != nil else {
      self = .none
      return
    }
    let modulus = Int(Int32.max)
    func reduced(_ seed: Int) -> Int64 {
      let remainder = seed % modulus
      return Int64(remainder < 0 ? remainder + modulus : remainder)
    }
    // The seed for programs that set only the operation's is TensorFlow's.
    seed = reduced(global ?? 87_654_321)
    seed2 = reduced(operation ?? 0)
    if self == .none { seed2 = Int64(modulus) }
  }

  init(seed: Int64, seed2: Int64) {
    self.seed = seed
    self.seed2 = seed2
  }

  /// A generator at the beginning of the stream of these seeds.
  func makeGenerator() -> Philox {
    self == .none ? .seededBySystem() : Philox(seed: seed, seed2: seed2)
  }
}

/// The kinds of operations that have generators of their own.
enum RandomOperation: String, Codable, Sendable, Hashable {
  case uniform, uniformInteger, normal, truncatedNormal, shuffle

  /// The number of blocks by which an operation with `count` results advances its generator.
  ///
  /// It is more than the operation can use, except for the shuffle: how many words the fills draw
  /// is not known in advance, and several threads draw them.
  func reservation(count: Int) -> Int {
    switch self {
    case .uniform, .uniformInteger, .normal, .truncatedNormal: 256 &* count
    case .shuffle: (max(count, 1) - 1).ceilDivided(by: 4)
    }
  }
}

/// The global seed, and the generators of all random operations that have run since it was set.
///
/// TensorFlow keeps one generator for each operation, dtype and pair of seeds. So a second call
/// with the same explicit seed continues the first one's numbers; only `setSeed` restarts them. Any
/// thread may use it; operations on several threads draw seeds in the order in which they come,
/// which no seed determines.
final class RandomState: Sendable {
  /// The state of the running program. Tests make their own.
  static let shared = RandomState()

  private let storage = Mutex((numbers: KeptGenerators(), restarts: 0))

  /// The least number of generators with drawn seeds that are kept.
  let drawnLimit: Int

  init(drawnLimit: Int = 1 << 14) { self.drawnLimit = drawnLimit }

  /// The seed that was set, which a graph takes over when it is traced.
  var globalSeed: Int? { storage.withLock { $0.numbers.globalSeed } }

  /// How often a seed has been set; each time, graphs restart their numbers.
  var restarts: Int { storage.withLock { $0.restarts } }

  /// Restarts all random numbers from `seed`, or from the operating system if it is nil.
  func setSeed(_ seed: Int?) {
    storage.withLock { storage in
      storage.numbers = KeptGenerators(globalSeed: seed)
      storage.numbers.draws = seed.map { MersenneTwister(seed: $0) }
      storage.restarts += 1
    }
  }

  /// Everything on which the next numbers depend. Restoring it does not restart the numbers of
  /// graphs, which are kept with their functions.
  var numbers: KeptGenerators {
    get { storage.withLock { $0.numbers } }
    set { storage.withLock { $0.numbers = newValue } }
  }

  /// The seeds for an operation that runs now; one is drawn if the program has set only a global
  /// seed.
  func seeds(operation seed: Int?) -> OperationSeeds {
    storage.withLock { $0.numbers.seeds(operation: seed) }
  }

  /// The generator from which an operation with `count` results takes its numbers. The one that is
  /// kept for the next call is advanced.
  func generator(
    for operation: RandomOperation, dtype: DType, seed: Int?, count: Int
  ) -> Philox {
    storage.withLock { storage in
      let isDrawn = seed == nil && storage.numbers.globalSeed != nil
      let seeds = storage.numbers.seeds(operation: seed)
      let key = GeneratorKey(operation: operation, dtype: dtype, seeds: seeds)
      let blocks = operation.reservation(count: count)
      if isDrawn {
        return storage.numbers.advanceDrawn(key, by: blocks, limit: drawnLimit)
      }
      let generator =
        storage.numbers.kept[key] ?? storage.numbers.takeDrawn(key) ?? seeds.makeGenerator()
      storage.numbers.kept[key] = generator.skipping(blocks)
      return generator
    }
  }
}

/// The key under which a generator is kept. The shape of the result is not part of it.
struct GeneratorKey: Sendable, Hashable {
  var operation: RandomOperation
  var dtype: DType
  var seeds: OperationSeeds
}

/// The global seed, the position in the stream of drawn seeds, and the generators of operations.
struct KeptGenerators: Sendable, Hashable {
  var globalSeed: Int?
  var draws: MersenneTwister?
  var kept: [GeneratorKey: Philox] = [:]
  /// Generators whose seeds were drawn, in two generations: when the recent ones reach the limit,
  /// they become the former ones, and the former ones are forgotten.
  ///
  /// A drawn seed comes again only by chance, one in 2³¹ for each pair. TensorFlow keeps all
  /// generators, so a training loop that draws seeds fills its memory. Keeping none would be
  /// simpler, but after 55000 draws it is as likely as not that one has come twice, and TensorFlow
  /// would have continued it. Keeping the latest is exact for as many draws as the limit; after n
  /// draws in all, the next one repeats a forgotten seed, and restarts its numbers, with a
  /// probability of n in 2³¹.
  var recent: [GeneratorKey: Philox] = [:]
  var former: [GeneratorKey: Philox] = [:]

  mutating func seeds(operation seed: Int?) -> OperationSeeds {
    OperationSeeds(global: globalSeed, operation: seed ?? draws?.nextSeed())
  }

  mutating func advanceDrawn(_ key: GeneratorKey, by blocks: Int, limit: Int) -> Philox {
    if let generator = kept[key] {
      kept[key] = generator.skipping(blocks)
      return generator
    }
    let generator = takeDrawn(key) ?? key.seeds.makeGenerator()
    recent[key] = generator.skipping(blocks)
    if recent.count >= limit {
      former = recent
      recent = [:]
    }
    return generator
  }

  mutating func takeDrawn(_ key: GeneratorKey) -> Philox? {
    recent.removeValue(forKey: key) ?? former.removeValue(forKey: key)
  }
}
