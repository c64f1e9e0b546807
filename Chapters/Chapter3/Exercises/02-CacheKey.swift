// Exercise 3.2: a key for the cache

import ExerciseKit
import Miniature

/// A text that is equal for two lists of arguments exactly when one graph serves both: equally
/// many arguments, with tensors of the same dtype and shape, and numbers of the same value, in
/// the same positions. The checks compare the keys of two lists.
func cacheKey(_ arguments: [MiniArgument]) throws -> String {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
