// Exercise 6.3: no sooner than asked

import ExerciseKit

/// The elements of a source in batches of `size`, as a sequence that pulls: an element is read
/// when a batch is asked for that it belongs to, and no sooner, since sources can be long or
/// have no end. The last batch is smaller if nothing more comes.
func batched<Source: Sequence>(
  _ source: Source, size: Int
) throws -> AnySequence<[Source.Element]> {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
