import Testing

@testable import Tapestry

struct MersenneTwisterTests {
  @Test(arguments: RandomVector.all.filter { $0.globalSeed != nil })
  func `the seeds drawn for a global seed are TensorFlow's`(vector: RandomVector) {
    var stream = MersenneTwister(seed: vector.globalSeed!)
    #expect(vector.draws.map { _ in stream.nextSeed() } == vector.draws)
  }

  /// Values of NumPy: `np.random.RandomState(seed).randint(0, 2**32, size=2000, dtype=np.uint32)`.
  @Test(
    arguments: [
      (113, [3_659_249_829, 529_109_724, 317_413_538], 371_149_205),
      (0, [2_357_136_044, 2_546_248_239, 3_071_714_933], 3_856_691_381),
      (.max, [419_326_371, 479_346_978, 3_918_654_476], 1_762_272_365),
    ] as [(UInt32, [UInt32], UInt32)])
  func `a seed of NumPy's gives its words`(seed: UInt32, first: [UInt32], last: UInt32) {
    var generator = MersenneTwister(numPySeed: seed)
    let words = (0..<2000).map { _ in generator.nextWord() }
    #expect(Array(words.prefix(3)) == first)
    #expect(words.last == last)
  }

  @Test func `the words are Python's`() {
    var generator = MersenneTwister(seed: 0)
    #expect([generator.nextWord(), generator.nextWord()] == [3_626_764_237, 1_654_615_998])
  }

  /// Values of Python 3: `r = random.Random(seed); [r.randint(0, 2**31 - 1) for _ in range(3000)]`.
  /// The last one is far enough that the state was renewed nine times.
  @Test(arguments: [
    (-1, [577_090_037, 271_041_745, 1_095_513_148], 19_575_453),
    (-42, [478_163_327, 107_420_369, 1_181_241_943], 730_596_287),
    (2_147_483_647, [1_364_760_256, 516_955_790, 843_305_193], 1_442_544_381),
    (4_294_967_295, [872_737_089, 924_893_097, 1_251_276_551], 504_645_583),
    (4_294_967_296, [485_306_839, 1_508_871_100, 1_794_561_286], 1_653_057_409),
    (1_099_511_627_783, [2_044_078_442, 1_077_368_710, 544_390_359], 1_754_609_358),
    (Int.max, [1_359_979_423, 569_878_368, 2_108_559_838], 586_489_381),
    (Int.min, [1_691_753_470, 899_083_848, 1_039_357_674], 1_591_844_272),
  ])
  func `negative and large seeds draw Python's numbers`(seed: Int, first: [Int], last: Int) {
    var stream = MersenneTwister(seed: seed)
    let draws = (0..<3000).map { _ in stream.nextSeed() }
    #expect(Array(draws.prefix(3)) == first)
    #expect(draws.last == last)
  }
}
