import Miniature

/// A graph rebuilt node by node, with the inputs renumbered; `replacement` returns the node of the
/// new graph that replaces a node, or nil to keep it.
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
