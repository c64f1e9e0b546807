#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// All that Miniature takes from the C library: three functions that Swift's library lacks.
func exponential(_ x: Float) -> Float { expf(x) }
func logarithm(_ x: Float) -> Float { logf(x) }
func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }

/// Random numbers from a seed: the same seed gives the same numbers on every platform.
///
/// ```swift
/// var random = MiniRandom(seed: 1)
/// let die = Int.random(in: 1...6, using: &random)
/// ```
///
/// - **Source:** Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
public struct MiniRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The stream of a seed.
  public init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  /// The next 64 bits: a counter with a large increment, whose bits are then mixed.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// A number in [0, 1), from 24 bits: as many as a `Float` holds exactly.
  public mutating func uniform() -> Float { Float(next() >> 40) / 16_777_216 }
}
