// Exercise 3.6: what nobody needs

import ExerciseKit
import Miniature

/// The graph without the nodes that are not needed. The outputs, assignments and draws
/// (`assign`, `random`) are needed, and so is whatever a needed node reads. The other nodes are
/// removed, and the indices in `inputs` and `outputs` follow.
func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
