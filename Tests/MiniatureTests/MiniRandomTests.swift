import Testing

@testable import Miniature

@Suite struct MiniRandomTests {
  // The published numbers of SplitMix64 for the seed 1234567.
  @Test func `the stream is that of SplitMix64`() {
    var random = MiniRandom(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() }
        == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test func `uniform numbers fill the interval from 0 to 1 evenly`() {
    var random = MiniRandom(seed: 7)
    let numbers = (0..<10_000).map { _ in random.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / 10_000
    // Five standard errors of the mean of 10 000 uniform numbers.
    #expect(abs(mean - 0.5) < 0.0145)
  }
}
