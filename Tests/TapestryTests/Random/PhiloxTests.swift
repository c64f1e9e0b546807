import CKernels
import Testing

@testable import Tapestry

struct PhiloxTests {
  @Test func `the first block of key 0 is the published one`() {
    let block = Philox(key: [0, 0], counter: 0).block()
    #expect(block == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
  }

  @Test func `each initializer of a generator starts at the documented word`() {
    #expect(Philox(key: [0, 0], counter: 0).block().x == 1_713_891_541)
    #expect(Philox(seed: 42, seed2: 478_163_327).block().x == 2_874_478_687)
    #expect(Philox(statelessSeed: 5, 0).block().x == 2_433_215_183)
  }

  @Test func `the block of all ones is the published one`() {
    let block = Philox(key: [.max, .max], counter: .max).block()
    #expect(block == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
  }

  @Test(arguments: RandomVector.all.filter { $0.name == "philox uint32" })
  func `the words of two seeds are TensorFlow's`(vector: RandomVector) {
    var generator = vector.generator
    let blocks = [generator.next(), generator.next()]
    #expect(blocks.flatMap { block in (0..<4).map { UInt64(block[$0]) } } == vector.bits)

    var words = PhiloxWords(vector.generator)
    #expect((0..<8).map { _ in UInt64(words.next()) } == vector.bits)
  }

  @Test func `the shuffle of a dataset seeds its iterators with consecutive words`() {
    var words = PhiloxWords(Philox(seed: 42, seed2: 478_163_327))
    let seeds = (0..<2).map { _ in [words.next(), words.next()] }
    #expect(seeds == [[2_874_478_687, 2_788_717_289], [4_163_709_761, 2_755_359_786]])
  }

  @Test func `skipping is drawing without using the numbers`() {
    var drawn = Philox(seed: 3, seed2: 4)
    for _ in 0..<1000 { _ = drawn.next() }
    var skipped = Philox(seed: 3, seed2: 4)
    skipped.skip(1000)
    #expect(skipped == drawn)
    #expect(skipped.block() != Philox(seed: 3, seed2: 4).block())
  }

  @Test(arguments: [
    UInt128(1) << 32 - 3, UInt128(1) << 64 - 3, UInt128(1) << 96 - 3, UInt128.max - 2, 0,
  ])
  func `the counter carries over all its words, in the kernel too`(start: UInt128) {
    var generator = Philox(key: [1, 2], counter: start)
    var words = [UInt32](repeating: 0, count: 4 * 37)
    kernel_philox_words(generator.kernelState, &words, 37)
    for block in 0..<37 {
      #expect(generator.counter == start &+ UInt128(block))
      let expected = generator.next()
      #expect((0..<4).map { words[4 * block + $0] } == (0..<4).map { expected[$0] })
    }
  }

  @Test func `skipping back names the cure`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Philox(seed: 0, seed2: 1)
      generator.skip(-5)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("Philox.skip: cannot go back by 5 blocks"))
    #expect(message.contains("cure: subtract from `counter`"))
  }

  @Test func `skipping back as far as integers go names the distance`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = Philox(seed: 0, seed2: 1)
      generator.skip(.min)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("Philox.skip: cannot go back by 9223372036854775808 blocks"))
  }
}
