import Tapestry

/// Random numbers from a stream that neither uses nor affects the program's own random numbers.
struct RandomStream {
  private var words: PhiloxWords

  /// The stream of a seed and an item; each item has its own stream.
  init(seed: Int, item: Int = 0) {
    words = PhiloxWords(Philox(statelessSeed: Int64(seed), Int64(item)))
  }

  /// A number in [0, 1).
  mutating func uniform() -> Double { Double(words.next()) / 0x1p32 }

  /// A number in [-1, 1), times a scale.
  mutating func spread(_ scale: Double) -> Double { (2 * uniform() - 1) * scale }

  /// A number that is very nearly normally distributed: the sum of twelve uniform ones, whose
  /// variance is 1. The usual methods need logarithms or cosines, whose last digits differ between
  /// systems.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  /// Four random bytes.
  mutating func bytes() -> UInt32 { words.next() }
}
