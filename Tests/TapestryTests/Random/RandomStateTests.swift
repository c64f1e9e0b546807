import Testing

@testable import Tapestry

struct RandomStateTests {
  /// A state with `seed` set.
  private func seeded(_ seed: Int?, drawnLimit: Int = 100) -> RandomState {
    let state = RandomState(drawnLimit: drawnLimit)
    state.setSeed(seed)
    return state
  }

  private func uniform(_ state: RandomState, seed: Int? = nil, count: Int = 6) -> Philox {
    state.generator(for: .uniform, dtype: .float32, seed: seed, count: count)
  }

  // MARK: - Pairs of seeds

  @Test(
    arguments: [
      (42, 7, 42, 7), (0, 0, 0, 2_147_483_647), (nil, 22, 87_654_321, 22), (nil, 0, 87_654_321, 0),
      (2_147_483_647, 2_147_483_647, 0, 2_147_483_647), (2_147_483_648, 2_147_483_649, 1, 2),
      (-1, -2, 2_147_483_646, 2_147_483_645), (5, nil, 5, 0), (nil, nil, 0, 0),
      (Int.min, Int.max, 2_147_483_645, 1),
    ] as [(Int?, Int?, Int64, Int64)])
  func `a global seed and an operation's seed make a pair`(
    global: Int?, operation: Int?, seed: Int64, seed2: Int64
  ) {
    let seeds = OperationSeeds(global: global, operation: operation)
    #expect(seeds.seed == seed)
    #expect(seeds.seed2 == seed2)
  }

  @Test func `operations without seed draw one each`() {
    let state = seeded(42)
    let draws = (0..<3).map { _ in state.seeds(operation: nil).seed2 }
    #expect(draws == [478_163_327, 107_420_369, 1_181_241_943])
    #expect(state.seeds(operation: 9) == OperationSeeds(global: 42, operation: 9))
    #expect(state.seeds(operation: nil).seed2 == 1_051_802_512)
  }

  @Test func `without any seed each kernel has its own numbers`() {
    let state = seeded(nil)
    #expect(state.seeds(operation: nil) == .none)
    let first = uniform(state)
    #expect(uniform(state) == first.skipping(256 * 6))
    #expect(uniform(seeded(nil)) != first)
    let normal = state.generator(for: .normal, dtype: .float32, seed: nil, count: 1)
    #expect(normal.key != first.key)
  }

  // MARK: - Generators that continue

  @Test func `a second call with the same seed continues the first`() {
    let state = seeded(nil)
    let first = uniform(state, seed: 22, count: 3)
    #expect(first == Philox(seed: 87_654_321, seed2: 22))
    #expect(uniform(state, seed: 22, count: 3) == first.skipping(768))
    let again: [Float] = filled(3) { first.skipping(768).fillUniform($0, from: 0, to: 5) }
    #expect(again == [4.938236, 2.3315172, 2.5921345])
  }

  @Test func `an empty result moves nothing`() {
    let state = seeded(1)
    #expect(uniform(state, seed: 2, count: 0) == uniform(state, seed: 2, count: 0))
  }

  @Test func `operations, dtypes and seeds have their own generators`() {
    let state = seeded(42)
    let first = uniform(state, seed: 1)
    #expect(state.generator(for: .normal, dtype: .float32, seed: 1, count: 1) == first)
    #expect(state.generator(for: .uniform, dtype: .float64, seed: 1, count: 1) == first)
    #expect(uniform(state, seed: 2) == Philox(seed: 42, seed2: 2))
    #expect(uniform(state, seed: 1) == first.skipping(256 * 6))
  }

  @Test func `setting the seed starts everything again`() {
    let state = seeded(42)
    let before = [uniform(state), uniform(state), uniform(state, seed: 3), uniform(state, seed: 3)]
    #expect(before[0] == Philox(seed: 42, seed2: 478_163_327))
    state.setSeed(42)
    let after = [uniform(state), uniform(state), uniform(state, seed: 3), uniform(state, seed: 3)]
    #expect(before == after)
    state.setSeed(43)
    #expect(state.globalSeed == 43)
    #expect(uniform(state, seed: 3) == Philox(seed: 43, seed2: 3))
  }

  @Test(
    arguments: [
      (.uniform, 6, 1536), (.uniformInteger, 1, 256), (.normal, 10, 2560),
      (.truncatedNormal, 4, 1024), (.normal, 0, 0), (.shuffle, 0, 0), (.shuffle, 1, 0),
      (.shuffle, 2, 1), (.shuffle, 5, 1), (.shuffle, 6, 2), (.shuffle, 201, 50),
    ] as [(RandomOperation, Int, Int)])
  func `an operation reserves blocks`(operation: RandomOperation, count: Int, blocks: Int) {
    #expect(operation.reservation(count: count) == blocks)
    let state = seeded(42)
    let first = state.generator(for: operation, dtype: .int32, seed: 1, count: count)
    let second = state.generator(for: operation, dtype: .int32, seed: 1, count: count)
    #expect(second == first.skipping(blocks))
  }

  // MARK: - Drawn seeds

  @Test func `a seed that equals a drawn one continues its generator`() {
    let state = seeded(42)
    let drawn = uniform(state)
    #expect(uniform(state, seed: 478_163_327) == drawn.skipping(256 * 6))
    #expect(uniform(state, seed: 478_163_327) == drawn.skipping(2 * 256 * 6))
  }

  @Test func `a drawn seed that equals an earlier one continues its generator`() {
    let state = seeded(42)
    let given = uniform(state, seed: 107_420_369)
    _ = uniform(state)
    #expect(uniform(state) == given.skipping(256 * 6))
  }

  @Test func `generators of drawn seeds are released in time, and no others`() {
    let state = seeded(42, drawnLimit: 10)
    let given = uniform(state, seed: 5)
    let first = uniform(state)
    for _ in 0..<10 { _ = uniform(state) }
    #expect(uniform(state, seed: 478_163_327) == first.skipping(256 * 6))
    let second = Philox(seed: 42, seed2: 107_420_369)
    for _ in 0..<30 { _ = uniform(state) }
    #expect(uniform(state, seed: 107_420_369) == second)
    #expect(uniform(state, seed: 5) == given.skipping(256 * 6))
  }

  @Test func `threads that draw at once share the stream without loss`() async {
    let state = seeded(42, drawnLimit: 1000)
    let drawn = await withTaskGroup(of: [Philox].self) { group in
      for _ in 0..<8 { group.addTask { (0..<50).map { _ in uniform(state) } } }
      return await group.reduce(into: Set<Philox>()) { $0.formUnion($1) }
    }
    var stream = MersenneTwister(seed: 42)
    let expected = (0..<400).map { _ in Philox(seed: 42, seed2: Int64(stream.nextSeed())) }
    #expect(drawn == Set(expected))
  }
}
