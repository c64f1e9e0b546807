// Parts of a graph: what some of its nodes depend on.

extension Graph {
  /// A graph of the nodes that are kept, without a list of parameters and outputs, and the new
  /// indices of the nodes.
  func keeping(_ isKept: [Bool]) -> (graph: Graph, newIndex: [Int]) {
    var part = Graph()
    var newIndex = [Int](repeating: -1, count: nodes.count)
    for (index, var node) in nodes.enumerated() where isKept[index] {
      newIndex[index] = part.nodes.count
      node.inputs = node.inputs.map { newIndex[$0] }
      part.nodes.append(node)
    }
    return (part, newIndex)
  }

  /// The part of the graph that computes and returns the given nodes, the new indices of its nodes,
  /// and the indices of the graph's parameters that it uses.
  func part(computing nodes: [Int]) -> (graph: Graph, newIndex: [Int], parameters: [Int]) {
    var isNeeded = [Bool](repeating: false, count: self.nodes.count)
    for node in nodes { isNeeded[node] = true }
    for (index, node) in self.nodes.enumerated().reversed() where isNeeded[index] {
      for input in node.inputs { isNeeded[input] = true }
    }
    var (part, newIndex) = keeping(isNeeded)
    let parameters = self.parameters.indices.filter { isNeeded[self.parameters[$0]] }
    part.parameters = parameters.map { newIndex[self.parameters[$0]] }
    part.outputs = nodes.map { newIndex[$0] }
    return (part, newIndex, parameters)
  }
}
