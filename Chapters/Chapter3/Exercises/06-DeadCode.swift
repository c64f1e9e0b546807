// Exercise 3.6: what nobody needs

import ExerciseKit
import Miniature

/// The graph without the nodes that nobody needs. Needed are the outputs, assignments and draws
/// (`assign`, `random`), and whatever something needed reads. The other nodes go, and the
/// places in `inputs` and `outputs` follow.
func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
