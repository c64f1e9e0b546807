// A pass rewrites a graph as a smaller one with the same results.

/// The graph without the nodes whose results are not needed.
///
/// The outputs are needed, and so are nodes with side effects (an assignment, or a random draw,
/// which advances the generator), and everything that a needed node reads. Inputs come before their
/// users, so one walk from the end finds them all.
package func withoutDeadCode(_ graph: MiniGraph) -> MiniGraph {
  var isNeeded = graph.nodes.map { $0.operation == .assign || $0.operation == .random }
  for output in graph.outputs { isNeeded[output] = true }
  for index in graph.nodes.indices.reversed() where isNeeded[index] {
    for input in graph.nodes[index].inputs { isNeeded[input] = true }
  }
  return rebuilt(graph) { index, _, _ in isNeeded[index] ? nil : 0 }
}

/// The graph with each computation done once: a node that repeats an earlier one is replaced by it.
package func withoutCommonSubexpressions(_ graph: MiniGraph) -> MiniGraph {
  var indices: [String: Int] = [:]
  var assignments: [String: Int] = [:]
  return rebuilt(graph) { _, node, newIndex in
    switch node.operation {
    case .random: return nil  // Two draws give two different numbers.
    case .assign:
      assignments[node.name ?? "", default: 0] += 1
      return nil
    default:
      let key = computationKey(node, assignments: assignments[node.name ?? "", default: 0])
      if let index = indices[key] { return index }
      indices[key] = newIndex
      return nil
    }
  }
}

/// Equal for two nodes that compute the same result.
///
/// `a + b` equals `b + a` to the last bit. Two reads of a variable are equal if there is no
/// assignment between them. Constants are compared by their bits: 0 and -0 are equal, and 1 / 0 and
/// 1 / -0 are not.
private func computationKey(_ node: MiniNode, assignments: Int) -> String {
  let commutes = node.operation == .add || node.operation == .multiply
  let inputs = commutes ? node.inputs.sorted() : node.inputs
  let constant = node.constant.map { String($0.bitPattern) } ?? "-"
  return "\(node.operation.rawValue) \(inputs) \(constant) \(node.elementCount) "
    + "\(assignments) \(node.name ?? "")"
}

/// A graph rebuilt node by node, with the inputs remapped; `replacement` returns the new node
/// that replaces a node, or nil to keep it.
private func rebuilt(
  _ graph: MiniGraph,
  replacement: (_ index: Int, _ node: MiniNode, _ newIndex: Int) -> Int?
) -> MiniGraph {
  var nodes: [MiniNode] = []
  var newIndices: [Int] = []
  for (index, node) in graph.nodes.enumerated() {
    var node = node
    node.inputs = node.inputs.map { newIndices[$0] }
    if let other = replacement(index, node, nodes.count) {
      newIndices.append(other)
    } else {
      newIndices.append(nodes.count)
      nodes.append(node)
    }
  }
  return MiniGraph(nodes: nodes, outputs: graph.outputs.map { newIndices[$0] })
}
