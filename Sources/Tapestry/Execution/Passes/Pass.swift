/// An optimization that makes a graph cheaper to run without changing its results.
///
/// Each pass is a function from graph to graph with a file and tests of its own.
struct Pass: Sendable {
  let name: String
  let apply: @Sendable (Graph) -> Graph

  /// The passes in the order in which they run. Simplification leaves constants and duplicates, for
  /// constant folding and common subexpressions, and all of these leave dead code. Only when that
  /// is gone is it known which operations one loop can compute.
  static let all: [Pass] = [
    .simplification, .assignedValues, .transposeFolding, .constantFolding, .commonSubexpressions,
    .deadCode, .joinedParts, .convolutionBiases, .rowUpdates,
  ]
}

extension Graph {
  /// The graph after the given passes.
  func optimized(_ passes: [Pass] = Pass.all) -> Graph {
    passes.reduce(self) { $1.apply($0) }
  }

  /// A graph of the same nodes in the same order, except that uses of a node for which
  /// `replacement` gives an earlier node become uses of that one.
  func replacing(_ replacement: (Int, Node) -> Int?) -> Graph {
    var result = self
    var newIndices = Array(nodes.indices)
    for index in nodes.indices {
      // Most inputs stay as they are, and a new list of them would cost an allocation.
      for (position, input) in nodes[index].inputs.enumerated() where newIndices[input] != input {
        result.nodes[index].inputs[position] = newIndices[input]
      }
      if let other = replacement(index, result.nodes[index]) {
        newIndices[index] = newIndices[other]
      }
    }
    result.outputs = outputs.map { newIndices[$0] }
    return result
  }

  /// How often each node's value is used, by other nodes or as a result.
  var userCounts: [Int] {
    var users = [Int](repeating: 0, count: nodes.count)
    for node in nodes { for input in node.inputs { users[input] += 1 } }
    for output in outputs { users[output] += 1 }
    return users
  }
}
