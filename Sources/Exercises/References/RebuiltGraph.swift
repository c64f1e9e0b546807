import Miniature

/// A graph node by node, each with the new places of its inputs; `replacement` says by which node
/// of the new graph a node is replaced, or nil to keep it.
func rebuilt(
  _ graph: MiniGraph, replacement: (_ place: Int, _ node: MiniNode, _ new: [MiniNode]) -> Int?
) -> MiniGraph {
  var new = MiniGraph(nodes: [], outputs: [])
  var places: [Int] = []
  for (place, node) in graph.nodes.enumerated() {
    var node = node
    node.inputs = node.inputs.map { places[$0] }
    if let other = replacement(place, node, new.nodes) {
      places.append(other)
    } else {
      places.append(new.nodes.count)
      new.nodes.append(node)
    }
  }
  new.outputs = graph.outputs.map { places[$0] }
  return new
}
