import Miniature

func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph {
  var isNeeded = graph.nodes.map { $0.operation == .random }
  for output in graph.outputs { isNeeded[output] = true }
  for place in graph.nodes.indices.reversed() where isNeeded[place] {
    for input in graph.nodes[place].inputs { isNeeded[input] = true }
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
