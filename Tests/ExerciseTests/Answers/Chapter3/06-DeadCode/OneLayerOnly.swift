import Miniature

func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph {
  var isNeeded = graph.nodes.map { $0.operation == .assign || $0.operation == .random }
  for output in graph.outputs { isNeeded[output] = true }
  for node in graph.nodes {
    for input in node.inputs { isNeeded[input] = true }
  }
  var nodes: [MiniNode] = []
  var places: [Int: Int] = [:]
  for (place, node) in graph.nodes.enumerated() where isNeeded[place] {
    var node = node
    node.inputs = node.inputs.map { places[$0]! }
    places[place] = nodes.count
    nodes.append(node)
  }
  return MiniGraph(nodes: nodes, outputs: graph.outputs.map { places[$0]! })
}
