extension Pass {
  /// Removes nodes that no result and no assignment needs.
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
    var (result, newNumber) = graph.keeping(isNeeded)
    result.parameters = graph.parameters.map { newNumber[$0] }
    result.outputs = graph.outputs.map { newNumber[$0] }
    return result
  }
}
