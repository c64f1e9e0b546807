import Miniature

/// A graph rebuilt node by node, with the inputs remapped; `replacement` returns the node of the
/// new graph that replaces a node, or nil to keep it.
func rebuilt(
  _ graph: MiniGraph, replacement: (_ index: Int, _ node: MiniNode, _ new: [MiniNode]) -> Int?
) -> MiniGraph {
  var new = MiniGraph(nodes: [], outputs: [])
  var newIndices: [Int] = []
  for (index, node) in graph.nodes.enumerated() {
    var node = node
    node.inputs = node.inputs.map { newIndices[$0] }
    if let other = replacement(index, node, new.nodes) {
      newIndices.append(other)
    } else {
      newIndices.append(new.nodes.count)
      new.nodes.append(node)
    }
  }
  new.outputs = graph.outputs.map { newIndices[$0] }
  return new
}
