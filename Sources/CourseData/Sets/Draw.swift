import Tapestry

/// Random numbers of one stream, which neither take from nor depend on the program's seed.
struct Draw {
  private var words: PhiloxWords

  /// The stream of a seed; each item has a stream of its own.
  init(seed: Int, item: Int = 0) {
    words = PhiloxWords(Philox(statelessSeed: Int64(seed), Int64(item)))
  }

  /// A number from 0 up to but not including 1.
  mutating func uniform() -> Double { Double(words.next()) / 0x1p32 }

  /// A number from -1 up to but not including 1, times a scale.
  mutating func spread(_ scale: Double) -> Double { (2 * uniform() - 1) * scale }

  /// A number that is very nearly normal: twelve uniform ones have a variance of 1 together. The
  /// usual ways take logarithms or cosines, whose last digits differ between systems.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  /// Four random bytes.
  mutating func bytes() -> UInt32 { words.next() }
}
