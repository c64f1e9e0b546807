// Exercise 1.9: start anywhere in the stream

import ExerciseKit
import Tapestry

/// The `count` numbers, beginning at index `start` (the first has index 0), of the stream that
/// `Tensor.uniform` draws from `Philox(seed: seed, seed2: seed2)`, without drawing the earlier
/// ones. Each block of the generator gives four numbers, x, y, z and w.
func uniforms(seed: Int64, seed2: Int64, from start: Int, count: Int) throws -> [Float] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
