import Synchronization

/// A function on tensors that runs as a graph.
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
/// tensors, and the operations become a graph. The graph is optimized and its memory is planned,
/// and all later calls run it without the Swift code.
///
/// What is part of a signature is listed at `Signature`. All else that the code uses is looked at
/// while it is traced, and keeps its value: a captured number or tensor, the layers of a model, and
/// which variable is captured, though not the variable's value.
///
/// ```swift
/// var factor = Tensor(2.0)
/// let scale = Function("scale") { (x: Tensor) in x * factor }
/// try scale(Tensor(3.0))        // 6
/// factor = Tensor(10.0)
/// try scale(Tensor(3.0))        // still 6: pass `factor`, or make it a `Variable`
/// ```
///
/// The code may use objects other than tensors, such as a model: it is traced on one thread at a
/// time. While any function is traced on one thread, a call on another that needs a new graph
/// waits; calls that have their graph run meanwhile. So the code must not wait for another thread
/// that calls a function.
///
/// The first call may make variables, as a layer does when it is built by its first call; the code
/// must keep them. It is then traced a second time, for the graph that runs, and must make no more.
///
/// Functions can be shared between threads: their graphs are behind a lock, and the code runs only
/// while a thread holds the trace lock.
///
/// - **Source**: book, chapter 2, section 2; document 001, performance optimization with
///   tf.function.
public final class Function<each Argument: TensorStructure, Output: TensorStructure>:
  @unchecked Sendable
{
  /// The name, for messages.
  public let name: String
  /// What the tensor arguments must be like; nil if anything will do.
  public let inputSignature: [TensorSpec]?
  // It need not be Sendable, since it is called with the trace lock held.
  private let body: (repeat each Argument) throws -> Output
  let traced = Mutex(TracedFunctions<Output>())

  /// A function that runs `body` as a graph.
  ///
  /// - Parameters:
  ///   - inputSignature: what the tensors among the arguments must be like, in their order. A
  ///     number is no tensor: it is not converted into one, as TensorFlow does.
  public init(
    _ name: String = "function", inputSignature: [TensorSpec]? = nil,
    _ body: @escaping (repeat each Argument) throws -> Output
  ) {
    self.name = name
    self.inputSignature = inputSignature
    self.body = body
  }

  /// The number of graphs that have been made.
  ///
  /// - **Source**: book, chapter 2, section 2.
  public var tracingCount: Int { traced.withLock { $0.tracingCount } }

  /// The graphs that have been made, oldest first.
  ///
  /// - **Source**: book, chapter 2, section 2.
  public var concreteFunctions: [ConcreteFunction<Output>] {
    traced.withLock { $0.functions }
  }

  /// Runs the graph for these arguments; makes it first if there is none yet.
  ///
  /// - Throws: what the code throws while it is traced; `VariableCreationError` if it makes
  ///   variables and this is not the first call; `WrongInput` if the input signature does not allow
  ///   the arguments; `InvalidArgument` if an operation that comes from a file has no result for
  ///   the values. After an error of a trace no graph is kept.
  @discardableResult
  public func callAsFunction(_ arguments: repeat each Argument) throws -> Output {
    var tensors: [Tensor] = []
    tensors.reserveCapacity(4)
    for argument in repeat each arguments {
      _ = argument.mapTensors { tensor in
        tensors.append(tensor)
        return tensor
      }
    }
    let function = try concreteFunction(for: repeat each arguments)
    return function.isFromFile
      ? try endingAtInvalidArgument { function.run(tensors) } : function.run(tensors)
  }

  /// The graph for arguments like these; makes it if there is none yet.
  public func concreteFunction(
    for arguments: repeat each Argument
  ) throws -> ConcreteFunction<Output> {
    var parts: [Signature] = []
    parts.reserveCapacity(4)
    for argument in repeat each arguments { parts.append(argument.signature) }
    let signature = Signature.list(parts)
    if let known = traced.withLock({ $0.find(signature) }) { return known }
    try checkInput(repeat each arguments)
    TraceLock.shared.lock()
    defer { TraceLock.shared.unlock() }
    // Another thread may have traced it in the meantime.
    if let known = traced.withLock({ $0.find(signature) }) { return known }
    let function = try trace(signature, repeat each arguments)
    if let warning = traced.withLock({ $0.keep(function, of: name) }) {
      writeToStandardError(warning)
    }
    return function
  }

  /// Checks arguments for which there is no graph yet; the others have been checked before.
  private func checkInput(_ arguments: repeat each Argument) throws(WrongInput) {
    guard let inputSignature else { return }
    var specs: [TensorSpec] = []
    for argument in repeat each arguments {
      _ = argument.mapTensors { tensor in
        specs.append(tensor.spec)
        return tensor
      }
    }
    guard specs.count == inputSignature.count,
      zip(inputSignature, specs).allSatisfy({ $0.accepts($1) })
    else { throw WrongInput(function: name, expected: inputSignature, got: specs) }
  }

  /// Traces the code; twice if it made variables, which only a function's first trace may.
  private func trace(
    _ signature: Signature, _ arguments: repeat each Argument
  ) throws -> ConcreteFunction<Output> {
    let outer = Context.current.interpreter as? any EnclosingTrace
    let call = TracedCall(function: ObjectIdentifier(self), signature: signature)
    if let outer, outer.builders.contains(where: { $0.isTrace(of: call) }) {
      misuse(
        name, "calls itself with arguments of the same signature \(signature) while it is traced",
        cure: "a graph has no calls: use a loop, or recur over a Swift number that ends the "
          + "recursion while the function is traced")
    }
    let builder = GraphBuilder(name: name, outer: outer, call: call)
    let symbolic = (repeat (each arguments).mapTensors { builder.parameter($0.spec, for: $0) })
    let output = try builder.trace { try body(repeat each symbolic) }
    if !builder.createdVariables.isEmpty {
      let (isFirst, hasMadeOthers) = traced.withLock { $0.makeVariables() }
      if isFirst { return try trace(signature, repeat each arguments) }
      throw VariableCreationError(
        function: name, variables: builder.createdVariables.map(\.name),
        hasMadeOthers: hasMadeOthers)
    }
    var results: [Tensor] = []
    _ = output.mapTensors { tensor in
      results.append(tensor)
      return tensor
    }
    builder.finish(results)
    return ConcreteFunction(
      name: name, signature: signature, graph: builder.graph, captures: builder.captures,
      template: output, generators: builder.generators,
      retraceReason: RetraceReason(signature, from: traced.withLock { $0.latestSignatures }))
  }
}

/// The graphs of a function.
struct TracedFunctions<Output: TensorStructure>: Sendable {
  private(set) var functions: [ConcreteFunction<Output>] = []
  private var indexOfSignature: [Signature: Int] = [:]
  private(set) var tracingCount = 0
  private var hasCreatedVariables = false
  /// How many calls in a row needed a new graph although there were others.
  private var retracesRunning = 0
  /// The restored random state of graphs that are not traced yet.
  var randomState = FunctionRandomState()

  /// The graph for a signature.
  mutating func find(_ signature: Signature) -> ConcreteFunction<Output>? {
    // Comparing with a few signatures takes less time than hashing.
    let found =
      functions.count <= 4
      ? functions.firstIndex { $0.signature == signature } : indexOfSignature[signature]
    guard let found else { return nil }
    retracesRunning = 0
    return functions[found]
  }

  /// The signatures among which the nearest one is looked for. Not all of them, because a function
  /// with thousands would spend more time on that than on tracing.
  var latestSignatures: [Signature] { functions.suffix(100).map { $0.signature } }

  /// Records a trace that made variables, which counts as a trace; returns whether it was the first
  /// of all, and whether an earlier one had made variables.
  mutating func makeVariables() -> (isFirst: Bool, hasMadeOthers: Bool) {
    defer { hasCreatedVariables = true }
    guard tracingCount == 0 else { return (false, hasCreatedVariables) }
    tracingCount += 1
    return (true, false)
  }

  /// Keeps a graph that was just traced, and returns a warning if many calls in a row were traced.
  mutating func keep(_ function: ConcreteFunction<Output>, of name: String) -> String? {
    tracingCount += 1
    // A graph that captures tensors of the enclosing trace can be used in that trace only.
    guard function.captures.isEmpty else { return nil }
    randomState.resume(function.signature, function.generators)
    indexOfSignature[function.signature] = functions.count
    functions.append(function)
    guard let reason = function.retraceReason else { return nil }
    retracesRunning += 1
    return retracesRunning == 5 ? reason.warning(function: name) : nil
  }
}

extension Function where Output == Nothing {
  // Disfavored, since a closure that is a single `if` or `switch` could also be read as returning
  // nothing.
  /// A function that returns nothing and is called for the variables that it changes.
  @_disfavoredOverload
  public convenience init(
    _ name: String = "function", inputSignature: [TensorSpec]? = nil,
    _ body: @escaping (repeat each Argument) throws -> Void
  ) {
    self.init(name, inputSignature: inputSignature) {
      (arguments: repeat each Argument) -> Nothing in
      try body(repeat each arguments)
      return Nothing()
    }
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
