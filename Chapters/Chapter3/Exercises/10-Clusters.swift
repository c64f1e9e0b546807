// Exercise 3.10: what runs together

import ExerciseKit
import Miniature

/// Groups of element-wise nodes (+ − · / negate exp log tanh sqrt relu) that one loop can run.
/// Each such node is in one group, perhaps alone; other nodes are in none. The nodes of a group
/// have equally many elements, and hang together by reads of each other. The groups can run one
/// after the other: none needs, over whatever other nodes, a result that waits for itself. And
/// no two groups could be one.
func clusters(of graph: MiniGraph) throws -> [[Int]] {
  // TODO: replace this line by your solution.
  throw Unsolved()
}
