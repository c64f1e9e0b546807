extension Pass {
  /// Computes now what is computed from constants only.
  static let constantFolding = Pass(name: "constant folding") { graph in
    var result = graph
    for (number, node) in graph.nodes.enumerated() {
      guard let primitive = node.primitive, primitive.isPure, !node.inputs.isEmpty else { continue }
      let inputs = node.inputs.compactMap { result.nodes[$0].constant }
      // A constant that is larger than all it is made of would only cost memory.
      guard inputs.count == node.inputs.count,
        node.spec.shape.elementCount <= inputs.map(\.count).reduce(1, max)
      else { continue }
      result.nodes[number].kind = .constant(primitive.run(inputs, node.spec))
      result.nodes[number].inputs = []
    }
    return result
  }
}
