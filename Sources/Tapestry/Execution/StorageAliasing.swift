/// How the values of a graph stand in memory: which of them share it, and which are one element that
/// repeats.
struct StorageAliasing {
  /// The node in whose memory a node's value stands: a reshape shows what it reshapes.
  private(set) var root: [Int] = []
  /// Whether one element stands for all, as after broadcasting a scalar.
  private(set) var isUniform: [Bool] = []

  init(_ graph: Graph) {
    for (number, node) in graph.nodes.enumerated() {
      var root = number
      var isUniform = node.spec.shape.elementCount == 1
      switch node.kind {
      case .parameter: break
      case .constant(let tensor): isUniform = tensor.isUniform
      case .operation(let primitive):
        let inputs = node.inputs
        if primitive is Reshaping || primitive is Identity || primitive is StopGradient
          || (primitive is Broadcast && self.isUniform[inputs[0]])
        {
          root = self.root[inputs[0]]
          isUniform = self.isUniform[inputs[0]]
        } else if primitive.elementLoop != nil, node.spec.shape.elementCount > 0 {
          isUniform = inputs.allSatisfy { self.isUniform[$0] }
        }
      }
      self.root.append(root)
      self.isUniform.append(isUniform)
    }
  }

  /// How many elements a node's value takes in memory.
  func storedCount(_ number: Int, in graph: Graph) -> Int {
    isUniform[number] ? 1 : graph.nodes[number].spec.shape.elementCount
  }
}
