/// How the values of a graph share memory: which of them are views of others, and which are one
/// element repeated.
struct StorageAliasing {
  /// The node in whose memory a node's value is stored: a reshape is a view of what it reshapes.
  private(set) var root: [Int] = []
  /// Whether the value is one element repeated, as after broadcasting a scalar.
  private(set) var isUniform: [Bool] = []

  init(_ graph: Graph) {
    for (index, node) in graph.nodes.enumerated() {
      var root = index
      var isUniform = node.spec.shape.elementCount == 1
      switch node.kind {
      case .parameter: break
      case .constant(let tensor): isUniform = tensor.isUniform
      case .operation(let primitive):
        let inputs = node.inputs
        if let viewed = primitive.viewedInput.map({ inputs[$0] }),
          // A view that repeats elements can share their memory only if it repeats a single one.
          graph.nodes[viewed].spec.shape.elementCount == node.spec.shape.elementCount
            || self.isUniform[viewed]
        {
          root = self.root[viewed]
          isUniform = self.isUniform[viewed]
        } else if primitive.elementLoop != nil, node.spec.shape.elementCount > 0 {
          isUniform = inputs.allSatisfy { self.isUniform[$0] }
        }
      }
      self.root.append(root)
      self.isUniform.append(isUniform)
    }
  }

  /// How many elements a node's value takes in memory.
  func storedCount(_ index: Int, in graph: Graph) -> Int {
    isUniform[index] ? 1 : graph.nodes[index].spec.shape.elementCount
  }

  /// How many bytes they take; `Int.max` if there are more.
  func storedBytes(_ index: Int, in graph: Graph) -> Int {
    let (bytes, leaves) = storedCount(index, in: graph)
      .multipliedReportingOverflow(by: graph.nodes[index].spec.dtype.size)
    return leaves ? .max : bytes
  }
}

extension Reshaping { var viewedInput: Int? { 0 } }
extension Identity { var viewedInput: Int? { 0 } }
extension StopGradient { var viewedInput: Int? { 0 } }
extension Broadcasting { var viewedInput: Int? { 0 } }
