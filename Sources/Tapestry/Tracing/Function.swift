import Synchronization

/// A function over tensors that runs as a graph.
///
/// ```swift
/// let f = Function("f") { (x: Tensor) in
///   print("Tracing.")
///   return x.sum()
/// }
/// try f(Tensor([31, 1, 4]))     // prints "Tracing.", gives 36
/// try f(Tensor([3, 1, 4]))      // gives 8
/// ```
///
/// The first call with arguments of a new signature traces the code: it runs once with symbolic
/// tensors, and the operations become a graph. The graph is optimized, its memory planned, and all
/// later calls run it without the Swift code.
///
/// Source: book, chapter 2, section 2; document 001, performance optimization with tf.function.
public final class Function<each Argument: TensorStructure, Output: TensorStructure>: Sendable {
  /// The name, for messages.
  public let name: String
  private let body: @Sendable (repeat each Argument) throws -> Output
  private let traced = Mutex<[(signature: Signature, function: ConcreteFunction<Output>)]>([])

  /// A function that runs `body` as a graph.
  public init(
    _ name: String = "function", _ body: @escaping @Sendable (repeat each Argument) throws -> Output
  ) {
    self.name = name
    self.body = body
  }

  /// How many graphs were made.
  ///
  /// Source: book, chapter 2, section 2.
  public var tracingCount: Int { traced.withLock { $0.count } }

  /// The graphs that were made, in the order in which they were.
  ///
  /// Source: book, chapter 2, section 2.
  public var concreteFunctions: [ConcreteFunction<Output>] {
    traced.withLock { $0.map { $0.function } }
  }

  /// Runs the graph for these arguments; makes it first if there is none yet.
  ///
  /// Throws: what the code throws while it is traced. Then no graph is kept.
  public func callAsFunction(_ arguments: repeat each Argument) throws -> Output {
    var tensors: [Tensor] = []
    for argument in repeat each arguments {
      _ = argument.mapTensors { tensor in
        tensors.append(tensor)
        return tensor
      }
    }
    return try concreteFunction(for: repeat each arguments).run(tensors)
  }

  /// The graph for arguments like these; makes it if there is none yet.
  public func concreteFunction(
    for arguments: repeat each Argument
  ) throws -> ConcreteFunction<Output> {
    var parts: [Signature] = []
    for argument in repeat each arguments { parts.append(argument.signature) }
    let signature = Signature.list(parts)
    let known = traced.withLock { traced in
      traced.last { $0.signature == signature }?.function
    }
    if let known { return known }
    // Not under the lock: the code may call this function again, or take long.
    let function = try trace(signature, repeat each arguments)
    return traced.withLock { traced in
      // Another thread may have been faster; all use what was there first.
      if let first = traced.first(where: { $0.signature == signature }) { return first.function }
      traced.append((signature, function))
      return function
    }
  }

  private func trace(
    _ signature: Signature, _ arguments: repeat each Argument
  ) throws -> ConcreteFunction<Output> {
    let builder = GraphBuilder(name: name, outer: nil)
    let symbolic = (repeat (each arguments).mapTensors { builder.parameter($0.spec) })
    let output = try builder.trace { try body(repeat each symbolic) }
    var results: [Tensor] = []
    _ = output.mapTensors { tensor in
      results.append(tensor)
      return tensor
    }
    builder.finish(results)
    return ConcreteFunction(
      name: name, signature: signature, graph: builder.graph, template: output)
  }
}

/// The result of a function that returns nothing.
public struct Nothing: TensorStructure, Sendable {
  /// Nothing.
  public init() {}
  /// Nothing.
  public func mapTensors(_ transform: (Tensor) -> Tensor) -> Nothing { self }
  /// None.
  public var signature: Signature { .none }
}

/// One graph of a function, for arguments of one signature.
public final class ConcreteFunction<Output: TensorStructure>: @unchecked Sendable {
  /// The function's name.
  public let name: String
  /// What the arguments must be like.
  public let signature: Signature
  /// The graph as it was traced.
  public let graph: Graph
  /// The graph as it runs.
  public let optimizedGraph: Graph
  private let template: Output
  private let plans: PlanPool

  init(name: String, signature: Signature, graph: Graph, template: Output) {
    self.name = name
    self.signature = signature
    self.graph = graph
    self.template = template
    optimizedGraph = graph.optimized()
    plans = PlanPool(optimizedGraph)
  }

  /// Runs the graph.
  func run(_ arguments: [Tensor]) -> Output {
    let context = Context.current
    let isSeen = context.interpreter != nil || !context.tapes.isEmpty
    let results = isSeen ? graph.replay(arguments) : plans.run(arguments)
    var next = 0
    return template.mapTensors { _ in
      next += 1
      return results[next - 1]
    }
  }
}
