/// One graph of a function, for arguments of one signature.
///
/// It can be shared between threads: nothing in it changes but the pool of plans and the
/// generators, which have locks.
public final class ConcreteFunction<Output: TensorStructure>: @unchecked Sendable {
  /// The function's name.
  public let name: String
  /// What the arguments must be like.
  public let signature: Signature
  /// The graph as it was traced, before it is optimized.
  public let graph: Graph
  /// The optimized graph, which runs.
  public let optimizedGraph: Graph
  /// Why the existing graphs could not be used; nil for a function's first.
  public let retraceReason: RetraceReason?
  /// Tensors of enclosing traces that the code uses besides its arguments.
  let captures: [Tensor]
  let template: Output
  /// The generators of its random operations, in the order in which they were traced.
  let generators: [GraphGenerator]
  private let plans: PlanPool
  /// Whether operations of a file are in the graph.
  let isFromFile: Bool
  /// The variables that a run changes, each once, in an order that is the same for all graphs.
  private let updated: [Variable]

  init(
    name: String, signature: Signature, graph: Graph, captures: [Tensor] = [], template: Output,
    generators: [GraphGenerator] = [], retraceReason: RetraceReason? = nil
  ) {
    self.name = name
    self.signature = signature
    self.graph = graph
    self.captures = captures
    self.template = template
    self.generators = generators
    self.retraceReason = retraceReason
    optimizedGraph = graph.optimized()
    plans = PlanPool(optimizedGraph)
    isFromFile = graph.isFromFile
    updated = graph.assignedVariables
      .sorted { ObjectIdentifier($0) < ObjectIdentifier($1) }
  }

  /// Runs the graph.
  ///
  /// ```swift
  /// let total = try Function("total") { (x: Tensor) in x.sum() }
  ///   .concreteFunction(for: Tensor([1, 2, 3]))
  /// try total(Tensor([4, 5, 6]))  // 15
  /// ```
  ///
  /// - Throws: `WrongArguments` with both signatures if the tensors do not match those for which
  ///   the graph was made; `InvalidArgument` if an operation that comes from a file has no result
  ///   for their values.
  /// - **Source**: book, chapter 2, section 2.
  @discardableResult
  public func callAsFunction(_ arguments: Tensor...) throws -> Output {
    let own = graph.parameters.dropLast(captures.count)
    let expected = own.map { graph.nodes[$0].spec }
    guard arguments.map(\.spec) == expected else {
      throw WrongArguments(function: name, expected: expected, got: arguments.map(\.spec))
    }
    return isFromFile ? try endingAtInvalidArgument { run(arguments) } : run(arguments)
  }

  /// Runs the graph for arguments that fit.
  func run(_ arguments: [Tensor]) -> Output {
    let context = Context.current
    let isSeen = context.interpreter != nil || !context.tapes.isEmpty
    func results() -> [Tensor] {
      isSeen ? graph.replay(arguments + captures) : plans.run(arguments)
    }
    // Between a run's read of a variable and its write, no other thread may update the variable.
    let results =
      context.interpreter == nil ? Variable.withUpdates(of: updated[...], results) : results()
    var next = 0
    return template.mapTensors { _ in
      next += 1
      return results[next - 1]
    }
  }
}

/// Arguments for which a graph was not made.
public struct WrongArguments: Error, Equatable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// What the graph was made for.
  public let expected: [TensorSpec]
  /// What it was given.
  public let got: [TensorSpec]

  /// The function, both signatures, and the cure.
  public var description: String {
    "\(function): the graph was made for \(expected), and was given \(got); "
      + "call the function, which makes a graph for each signature"
  }
}
