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

extension GraphSource {
  /// The graph for tensors of sizes that the program itself never gave, such as those that stand
  /// for open ones. The code may fit its own sizes only, and is tried.
  ///
  /// - Throws: `StoppedTrace` where the code would stop the program for these sizes; what the code
  ///   throws while it is traced.
  package func tracedGraph(trying specs: [TensorSpec]) throws -> TracedGraph? {
    let context = Context.current
    // A trial inside a trace would wait for that trace to end, which would wait for the trial.
    if context.interpreter != nil || context.maker != nil { return try tracedGraph(for: specs) }
    var latest: String?
    do {
      return try Trial.run {
        try self.tracedGraph(for: specs)
      } whenStopped: {
        let trace = Context.current.interpreter as? any EnclosingTrace
        if let graph = trace?.builders.last?.graph, !graph.nodes.isEmpty {
          latest = graph.line(graph.nodes.count - 1)
        }
        TraceLock.shared.abandon()
      }
    } catch let reason as InvalidUse {
      throw StoppedTrace(reason: reason, latest: latest)
    }
  }
}

/// The error of code that has no graph for sizes for which it was tried.
package struct StoppedTrace: Error {
  /// The operation, the values that it cannot work with, and the cure.
  package let reason: InvalidUse
  /// The node of the function's graph before it, as a line of text; nil if there is none.
  package let latest: String?
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
