// Exercise 6.1: where batches begin and end

import ExerciseKit

/// The rows of each batch, as ranges, when `count` rows are cut into batches of `size`. The
/// last batch may be smaller; with `dropRemainder`, a smaller one is left out.
func batchRanges(count: Int, size: Int, dropRemainder: Bool) throws -> [Range<Int>] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
