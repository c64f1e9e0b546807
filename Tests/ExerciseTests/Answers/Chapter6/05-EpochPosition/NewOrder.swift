struct Epoch {
  private(set) var delivered: Int
  private let order: [Int]

  init(count: Int, seed: Int, delivered: Int = 0) {
    self.delivered = delivered
    var random = Random(state: UInt64(seed + delivered))
    order = Array(0..<count).shuffled(using: &random)
  }

  mutating func next() -> Int? {
    guard delivered < order.count else { return nil }
    delivered += 1
    return order[delivered - 1]
  }
}

private struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 32) | (state << 32)
  }
}
