/// Random numbers that a seed determines, on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed))
    // A start far from those of the neighbors, whose numbers would otherwise be the same except for
    // the first.
    state = next()
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True once in `times` draws.
  mutating func once(in times: Int) -> Bool { number(1...times) == 1 }

  mutating func choice<Element>(_ elements: [Element]) -> Element {
    elements.randomElement(using: &self)!
  }
}
