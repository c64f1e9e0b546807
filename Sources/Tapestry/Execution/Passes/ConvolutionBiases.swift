extension Pass {
  /// Fuses a convolution with its bias and relu into one loop, where nothing else needs the
  /// intermediate values.
  static let convolutionBiases = Pass(name: "convolution biases") { graph in
    let users = graph.userCounts
    var result = graph
    for (index, node) in graph.nodes.enumerated() {
      if node.primitive is Addition {
        result.fuse(graph.biasedConvolution(index, users), isRectified: false, at: index)
      } else if node.primitive is Relu, users[node.inputs[0]] == 1 {
        result.fuse(graph.biasedConvolution(node.inputs[0], users), isRectified: true, at: index)
      }
    }
    return Pass.deadCode.apply(result)
  }
}

extension Graph {
  /// The convolution and the bias whose sum a node is, if the convolution is used only there.
  fileprivate func biasedConvolution(
    _ node: Int, _ users: [Int]
  ) -> (convolution: Convolution2D, inputs: [Int])? {
    let sum = nodes[node]
    guard sum.primitive is Addition, sum.spec.dtype == .float32, sum.spec.shape.elementCount > 0
    else { return nil }
    for (index, input) in sum.inputs.enumerated() {
      let bias = sum.inputs[1 - index]
      guard let convolution = nodes[input].primitive as? Convolution2D, users[input] == 1,
        nodes[nodes[input].inputs[1]].spec.shape.elementCount > 0,
        nodes[bias].spec.shape.elementCount == sum.spec.shape[-1],
        nodes[bias].spec.shape.dimensions.last == sum.spec.shape[-1],
        nodes[input].spec == sum.spec
      else { continue }
      return (convolution, nodes[input].inputs + [bias])
    }
    return nil
  }

  /// Replaces a node by a convolution with its bias.
  fileprivate mutating func fuse(
    _ found: (convolution: Convolution2D, inputs: [Int])?, isRectified: Bool, at index: Int
  ) {
    guard let found else { return }
    nodes[index].kind = .operation(
      BiasedConvolution(convolution: found.convolution, isRectified: isRectified))
    nodes[index].inputs = found.inputs
  }
}
