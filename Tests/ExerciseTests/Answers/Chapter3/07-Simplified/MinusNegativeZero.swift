import Miniature

func simplified(_ graph: MiniGraph) throws -> MiniGraph {
  var new = MiniGraph(nodes: [], outputs: [])
  var newIndices: [Int] = []
  for node in graph.nodes {
    var node = node
    node.inputs = node.inputs.map { newIndices[$0] }
    func isConstant(_ operand: Int, _ number: Float) -> Bool {
      let constant = new.nodes[node.inputs[operand]].constant
      return constant == number && constant?.sign == .plus
    }
    func add(_ node: MiniNode) -> Int {
      new.nodes.append(node)
      return new.nodes.count - 1
    }
    switch node.operation {
    case .multiply where isConstant(1, 1): newIndices.append(node.inputs[0])
    case .multiply where isConstant(0, 1): newIndices.append(node.inputs[1])
    case .divide where isConstant(1, 1): newIndices.append(node.inputs[0])
    case .subtract where new.nodes[node.inputs[1]].constant == 0: newIndices.append(node.inputs[0])
    case .negate where new.nodes[node.inputs[0]].operation == .negate:
      newIndices.append(new.nodes[node.inputs[0]].inputs[0])
    default: newIndices.append(add(node))
    }
  }
  new.outputs = graph.outputs.map { newIndices[$0] }
  return new
}
