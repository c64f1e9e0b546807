// Parts of a graph: what some of its nodes depend on.

extension Graph {
  /// A graph of the nodes that are kept, without a list of parameters and outputs, and the new
  /// numbers of the nodes.
  func keeping(_ isKept: [Bool]) -> (graph: Graph, newNumber: [Int]) {
    var part = Graph()
    var newNumber = [Int](repeating: -1, count: nodes.count)
    for (number, var node) in nodes.enumerated() where isKept[number] {
      newNumber[number] = part.nodes.count
      node.inputs = node.inputs.map { newNumber[$0] }
      part.nodes.append(node)
    }
    return (part, newNumber)
  }

  /// The part of the graph that computes and returns the given nodes, the new numbers of its nodes,
  /// and the indices of the graph's parameters that it uses.
  func part(computing nodes: [Int]) -> (graph: Graph, newNumber: [Int], parameters: [Int]) {
    var isNeeded = [Bool](repeating: false, count: self.nodes.count)
    for node in nodes { isNeeded[node] = true }
    for (number, node) in self.nodes.enumerated().reversed() where isNeeded[number] {
      for input in node.inputs { isNeeded[input] = true }
    }
    var (part, newNumber) = keeping(isNeeded)
    let parameters = self.parameters.indices.filter { isNeeded[self.parameters[$0]] }
    part.parameters = parameters.map { newNumber[self.parameters[$0]] }
    part.outputs = nodes.map { newNumber[$0] }
    return (part, newNumber, parameters)
  }
}
