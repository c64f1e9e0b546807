extension Pass {
  /// Leaves out what no result and no assignment needs.
  static let deadCode = Pass(name: "dead code") { graph in
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    for output in graph.outputs + graph.parameters { isNeeded[output] = true }
    for (number, node) in graph.nodes.enumerated().reversed() {
      if let primitive = node.primitive, !primitive.isPure, primitive.variableRead == nil {
        isNeeded[number] = true
      }
      if isNeeded[number] {
        for input in node.inputs { isNeeded[input] = true }
      }
    }
    var result = Graph()
    var newNumber = [Int](repeating: -1, count: graph.nodes.count)
    for (number, node) in graph.nodes.enumerated() where isNeeded[number] {
      newNumber[number] = result.nodes.count
      var node = node
      node.inputs = node.inputs.map { newNumber[$0] }
      result.nodes.append(node)
    }
    result.parameters = graph.parameters.map { newNumber[$0] }
    result.outputs = graph.outputs.map { newNumber[$0] }
    return result
  }
}
