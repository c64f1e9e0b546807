// Exercise 3.10: what runs together

import ExerciseKit
import Miniature

/// Groups of element-wise nodes (+ − · / negate exp log tanh sqrt relu) that one loop can run.
/// Each such node is in one group, perhaps alone; other nodes are in none. The nodes of a group
/// have equally many elements, and are connected by reads of each other. The groups can run one
/// after another: none depends, even through other nodes, on its own results. And no two groups
/// could be merged.
func clusters(of graph: MiniGraph) throws -> [[Int]] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
