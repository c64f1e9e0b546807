struct Epoch {
  private(set) var delivered: Int
  private let order: [Int]
  private var position: Int

  init(count: Int, seed: Int, delivered: Int = 0) {
    self.delivered = delivered
    position = delivered == 0 ? 0 : delivered + 1
    var random = Random(state: UInt64(seed))
    order = Array(0..<count).shuffled(using: &random)
  }

  mutating func next() -> Int? {
    guard position < order.count else { return nil }
    position += 1
    delivered += 1
    return order[position - 1]
  }
}

private struct Random: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 32) | (state << 32)
  }
}
