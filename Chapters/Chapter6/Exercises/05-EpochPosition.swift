// Exercise 6.5: stop and go on

import ExerciseKit

/// The samples 0 to count − 1, each once, in an order drawn from the seed. An epoch that is
/// interrupted can be resumed from three numbers, its count, its seed and `delivered`: then the
/// remaining samples follow, in the order in which they would have come.
struct Epoch {
  /// The number of samples delivered so far.
  private(set) var delivered: Int

  init(count: Int, seed: Int, delivered: Int = 0) {
    self.delivered = delivered
    // TODO: an order of the samples that follows from the seed.
  }

  /// The next sample; nil when all were delivered.
  mutating func next() -> Int? {
    unsolved()
  }
}
