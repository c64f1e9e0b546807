extension Pass {
  /// Removes nodes that no result and no assignment needs.
  static let deadCode = Pass(name: "dead code") { graph in
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    for output in graph.outputs + graph.parameters { isNeeded[output] = true }
    for (index, node) in graph.nodes.enumerated().reversed() {
      if let primitive = node.primitive, !primitive.isPure, primitive.variableRead == nil {
        isNeeded[index] = true
      }
      if isNeeded[index] {
        for input in node.inputs { isNeeded[input] = true }
      }
    }
    var (result, newIndex) = graph.keeping(isNeeded)
    result.parameters = graph.parameters.map { newIndex[$0] }
    result.outputs = graph.outputs.map { newIndex[$0] }
    return result
  }
}
