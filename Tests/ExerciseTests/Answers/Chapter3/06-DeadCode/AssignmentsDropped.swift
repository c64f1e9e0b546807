import Miniature

func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph {
  var isNeeded = graph.nodes.map { $0.operation == .random }
  for output in graph.outputs { isNeeded[output] = true }
  for index in graph.nodes.indices.reversed() where isNeeded[index] {
    for input in graph.nodes[index].inputs { isNeeded[input] = true }
  }
  var nodes: [MiniNode] = []
  var newIndices: [Int: Int] = [:]
  for (index, node) in graph.nodes.enumerated() where isNeeded[index] {
    var node = node
    node.inputs = node.inputs.map { newIndices[$0]! }
    newIndices[index] = nodes.count
    nodes.append(node)
  }
  return MiniGraph(nodes: nodes, outputs: graph.outputs.map { newIndices[$0]! })
}
