// Exercise 6.4: a buffer that shuffles

import ExerciseKit

/// The source's elements in an order drawn from a buffer. `draw(count)` draws an index from 0
/// to count − 1. Fill the buffer; then, each time an element is requested, give the one at the
/// drawn index in the buffer and put the source's next element there. When the source is
/// exhausted, remove the drawn element; the others keep their order.
func bufferedShuffle(
  _ source: AnyIterator<Int>, buffer: Int, draw: @escaping (Int) -> Int
) throws -> AnyIterator<Int> {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
