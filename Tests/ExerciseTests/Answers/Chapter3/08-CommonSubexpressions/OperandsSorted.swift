import Miniature

func withoutCommonSubexpressions(_ graph: MiniGraph) throws -> MiniGraph {
  var new = MiniGraph(nodes: [], outputs: [])
  var newIndices: [Int] = []
  var known: [String: Int] = [:]
  var writes: [String: Int] = [:]
  for node in graph.nodes {
    var node = node
    node.inputs = node.inputs.map { newIndices[$0] }
    let name = node.name ?? ""
    let inputs = node.inputs.sorted()
    let constant = node.constant?.bitPattern ?? 1
    let key =
      "\(node.operation) \(inputs) \(constant) \(node.elementCount) \(name) \(writes[name] ?? 0)"
    if node.operation == .assign { writes[name, default: 0] += 1 }
    let mayRepeat = node.operation != .assign && node.operation != .random
    if mayRepeat, let index = known[key] {
      newIndices.append(index)
      continue
    }
    known[key] = new.nodes.count
    newIndices.append(new.nodes.count)
    new.nodes.append(node)
  }
  new.outputs = graph.outputs.map { newIndices[$0] }
  return new
}
