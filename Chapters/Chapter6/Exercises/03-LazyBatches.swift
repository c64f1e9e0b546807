// Exercise 6.3: no sooner than asked

import ExerciseKit

/// The elements of a source in batches of `size`, as a lazy sequence: an element is read only
/// when the batch that contains it is requested, since sources can be long or infinite. The
/// last batch is smaller if the source ends early.
func batched<Source: Sequence>(
  _ source: Source, size: Int
) throws -> AnySequence<[Source.Element]> {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
