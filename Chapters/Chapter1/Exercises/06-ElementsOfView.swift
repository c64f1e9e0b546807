// Exercise 1.6: walk through a view

import ExerciseKit
import Miniature

/// All elements of a view in row-major order. Element (i, j, …) is at position offset + i ·
/// strides[0] + j · strides[1] + … in memory. A stride may be negative or 0, and there can be
/// any number of dimensions, including none.
func elements(of memory: [Float], through view: View) throws -> [Float] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
