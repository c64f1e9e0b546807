/// A function whose graphs can be written, whatever the types of its arguments and results.
package protocol GraphSource: TracedFunction {
  /// What the tensor arguments must be like; nil if anything will do.
  var inputSignature: [TensorSpec]? { get }
  /// The graphs that have been made, oldest first.
  var tracedGraphs: [TracedGraph] { get }
  /// The graph for tensors of these shapes and types, of which an argument that is a list takes all
  /// that are left; nil if the arguments are neither tensors nor lists of tensors.
  ///
  /// - Throws: what the code throws while it is traced.
  func tracedGraph(for specs: [TensorSpec]) throws -> TracedGraph?
}

/// One graph of a function.
package struct TracedGraph: Sendable {
  package let graph: Graph
  /// The signature of the arguments, as a list.
  package let signature: Signature
  /// The signature of the results.
  package let result: Signature
  /// Whether it needs tensors of a trace that has ended.
  package let hasCaptures: Bool
}

extension ConcreteFunction {
  fileprivate var traced: TracedGraph {
    TracedGraph(
      graph: graph, signature: signature, result: template.signature,
      hasCaptures: !captures.isEmpty)
  }
}

extension Function: GraphSource {
  package var tracedGraphs: [TracedGraph] { concreteFunctions.map { $0.traced } }

  package func tracedGraph(for specs: [TensorSpec]) throws -> TracedGraph? {
    var rest = specs[...]
    var fits = true
    func make<Value: TensorStructure>(_: Value.Type) -> Value? {
      if let list = rest.map({ Tensor(standIn: $0) }) as? Value {
        rest = []
        return list
      }
      guard let spec = rest.popFirst() else { return nil }
      if let tensor = Tensor(standIn: spec) as? Value { return tensor }
      return Tapestry.Argument.spec(spec) as? Value
    }
    let arguments = (repeat make((each Argument).self))
    for argument in repeat each arguments { if argument == nil { fits = false } }
    guard fits, rest.isEmpty else { return nil }
    return try concreteFunction(for: repeat (each arguments)!).traced
  }
}
