import Tapestry

/// The integers from 0 up to the count, in the order that `np.random.shuffle` produces after
/// `np.random.seed(seed)`.
///
/// Each element, beginning with the last, is swapped with one at or before it. The index of the
/// partner is drawn by taking as many random bits as the largest index has, and drawing again when
/// they give a larger number: all indices are equally likely, which they would not be with the
/// remainder of a division. Python's `random.shuffle` takes the upper bits and NumPy the lower
/// ones, so the engine's own shuffles cannot be used here.
func numPyShuffled(count: Int, seed: UInt32) -> [Int] {
  var generator = MersenneTwister(numPySeed: seed)
  var order = Array(0..<count)
  for index in order.indices.dropFirst().reversed() {
    let largest = UInt32(index)
    let mask = UInt32.max >> largest.leadingZeroBitCount
    var partner = generator.nextWord() & mask
    while partner > largest { partner = generator.nextWord() & mask }
    order.swapAt(index, Int(partner))
  }
  return order
}
