import Tapestry

/// The numbers from 0 in the order into which NumPy's `np.random.seed(seed)` and
/// `np.random.shuffle` put them.
///
/// Each element, from the last on, changes places with one at or before it. The partner's place
/// is drawn by taking as many random bits as the largest place has, and starting over when they
/// give a larger one: all places are equally likely, which the remainder of a division would not
/// give. Python's `random.shuffle` takes the upper bits and NumPy the lower ones, so the engine's
/// own shuffles cannot stand in.
func numPyShuffled(count: Int, seed: UInt32) -> [Int] {
  var generator = MersenneTwister(numPySeed: seed)
  var order = Array(0..<count)
  for place in order.indices.dropFirst().reversed() {
    let largest = UInt32(place)
    let mask = UInt32.max >> largest.leadingZeroBitCount
    var partner = generator.nextWord() & mask
    while partner > largest { partner = generator.nextWord() & mask }
    order.swapAt(place, Int(partner))
  }
  return order
}
