// Graphs inside graphs: the branches of a choice, the condition and the body of a loop.

/// A closure, traced into a graph of its own.
struct SubgraphTrace {
  let graph: Graph
  let captures: [Tensor]
  let specs: [TensorSpec]
  /// Variables whose reads were moved outside.
  let lifted: Set<Variable>
  let assigned: Set<Variable>

  init(
    of outer: any EnclosingTrace, _ name: String, arguments: [Tensor] = [],
    assigned: Set<Variable> = [], _ body: ([Tensor]) throws -> [Tensor]
  ) rethrows {
    try self.init(of: outer, name, specs: arguments.map(\.spec), assigned: assigned, body)
  }

  init(
    of outer: any EnclosingTrace, _ name: String, specs arguments: [TensorSpec],
    assigned: Set<Variable> = [], refuses: ((any Primitive) -> Bool)? = nil,
    _ body: ([Tensor]) throws -> [Tensor]
  ) rethrows {
    let builder = GraphBuilder(name: name, outer: outer, isPartOfOuter: true, refuses: refuses)
    builder.liftReads(exceptOf: assigned)
    let symbolic = arguments.map { builder.parameter($0) }
    let results = try builder.trace { try body(symbolic) }
    builder.finish(results)
    graph = builder.graph
    captures = builder.captures
    specs = results.map(\.spec)
    lifted = builder.lifted
    self.assigned = builder.assigned
    if builder.hasTapes { Context.current.mapWatch?.hasTracedTapes = true }
  }

  init(of outer: any EnclosingTrace, _ name: String, _ body: () throws -> [Tensor]) rethrows {
    try self.init(of: outer, name) { _ in try body() }
  }
}

/// Runs code to see the form of its results. While a function is traced, it runs in a trace that is
/// thrown away, so that it computes nothing and changes no variable.
package func rehearse<Result>(_ body: () throws -> Result) rethrows -> Result {
  guard let trace = Context.current.interpreter as? any EnclosingTrace else { return try body() }
  return try GraphBuilder(name: "\(trace.name), rehearsed", outer: trace).trace(body)
}

/// The tensors that inner graphs capture from outside, each once.
struct Captures {
  private(set) var tensors: [Tensor] = []
  private var positions: [ObjectIdentifier: Int] = [:]

  init(_ all: [Tensor]) {
    for tensor in all where positions[tensor.identity] == nil {
      positions[tensor.identity] = tensors.count
      tensors.append(tensor)
    }
  }

  func position(of tensor: Tensor) -> Int { positions[tensor.identity]! }
}

/// A graph that a node of another graph runs.
final class Subgraph: Sendable {
  let graph: Graph
  /// The positions of the captured tensors that it takes after its arguments.
  private let positions: [Int]
  private let plans: PlanPool

  convenience init(_ trace: SubgraphTrace, among captures: Captures) {
    self.init(trace.graph, positions: trace.captures.map(captures.position))
  }

  private init(_ graph: Graph, positions: [Int]) {
    self.graph = graph
    self.positions = positions
    plans = PlanPool(graph, optimizes: true)
  }

  /// The same graph without its assignments.
  func withoutAssignments() -> Subgraph {
    Subgraph(graph.withoutAssignments(), positions: positions)
  }

  /// The variables on which the results depend.
  var variablesRead: Set<Variable> {
    Set(graph.optimized().nodes.compactMap { $0.primitive?.variableRead })
  }

  /// The graph's inputs: its arguments, and those of the captured tensors that it uses.
  func inputs<T>(_ arguments: [T], _ captures: some Collection<T>) -> [T] {
    let captures = Array(captures)
    return arguments + positions.map { captures[$0] }
  }

  func run(_ arguments: [Tensor], _ captures: some Collection<Tensor>) -> [Tensor] {
    plans.run(inputs(arguments, captures))
  }

  /// Whether running it changes nothing and depends on its inputs only.
  var isPure: Bool {
    graph.nodes.allSatisfy { $0.primitive.map { $0.isPure || $0.variableRead != nil } ?? true }
  }
}
