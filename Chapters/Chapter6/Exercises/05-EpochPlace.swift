// Exercise 6.5: stop and go on

import ExerciseKit

/// The samples 0 to count − 1, each once, in an order drawn from the seed. An epoch that is
/// left after some samples can be taken up again from three numbers, its count, its seed and
/// `delivered`: then come the samples that are missing, in the order in which they would have
/// come.
struct Epoch {
  /// How many samples were given.
  private(set) var delivered: Int

  init(count: Int, seed: Int, delivered: Int = 0) {
    self.delivered = delivered
    // TODO: an order of the samples that follows from the seed.
  }

  /// The next sample; nil when all were given.
  mutating func next() -> Int? {
    unsolved()
  }
}
