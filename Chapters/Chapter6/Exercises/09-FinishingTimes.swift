// Exercise 6.9: when is it done?

import ExerciseKit

/// When the training on each element ends, if loading element i takes load[i] and training on
/// it train[i]. One loader and one trainer process the elements in order. An element that is
/// loaded waits in a buffer until its training begins, and the loader begins the next one only
/// when fewer than `prefetch` elements wait. With prefetch 0 they take turns: the loader begins
/// when the training on the previous element has ended.
func finishingTimes(load: [Double], train: [Double], prefetch: Int) throws -> [Double] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
