/// A trace inside which other traces can be made, which may use its symbolic tensors.
protocol EnclosingTrace: Interpreter, Trace {
  /// The trace around this one.
  var outer: (any EnclosingTrace)? { get }
  /// Whether branches and loops of a graph that is replayed here are taken over unchanged. A graph
  /// traces them anew, since their random operations need generators of its own.
  var takesFlowsAsTheyStand: Bool { get }
  /// Whether a tape that records around the trace knows a tensor.
  func isWatchedOutside(_ tensor: Tensor) -> Bool
}

extension EnclosingTrace {
  /// This trace and those around it, innermost first.
  var chain: some Sequence<any EnclosingTrace> {
    sequence(first: self as any EnclosingTrace, next: \.outer)
  }

  /// Those traces in the chain that make graphs.
  var builders: [GraphBuilder] { chain.compactMap { $0 as? GraphBuilder } }
}

/// Turns code into a graph: while it is the interpreter, operations append nodes and compute
/// nothing.
///
/// The code that is traced is ordinary Swift. It runs once, from its first line to its last, with
/// symbolic tensors for its arguments; what it does to tensors is recorded, and whatever else it
/// does happens during the trace only.
final class GraphBuilder: EnclosingTrace {
  let name: String
  private(set) var graph = Graph()
  /// The trace that was active when this one started, if one function is traced inside another.
  let outer: (any EnclosingTrace)?
  /// Whether the graph is a branch or a loop's body of the trace around it.
  private let isPartOfOuter: Bool
  /// If the graph is the code that a map applies to each element, or a branch or a loop's body in
  /// it: ends the call or the program for
  /// an operation that cannot be done once for all elements, and returns whether it did.
  ///
  /// An operation is refused while the code around it still runs: the call of a file's function can
  /// then throw.
  private let refuses: ((any Primitive) -> Bool)?
  /// Whether the graph is such code.
  var isMapped: Bool { refuses != nil }
  private let call: TracedCall?
  private var nodeOfConstant: [ObjectIdentifier: Int] = [:]
  /// Symbolic tensors of enclosing traces that the code uses. The graph takes them as parameters
  /// after its arguments.
  private(set) var captures: [Tensor] = []
  private var nodeOfCapture: [ObjectIdentifier: Int] = [:]
  /// The values of the parameters, captures included, in the call for which the trace is made.
  private(set) var given: [Tensor?] = []
  /// Variables that the code itself made, not counting those made by functions that it calls.
  var createdVariables: [Variable] = []
  /// Whether a tape inside the code has recorded operations.
  private(set) var hasTapes = false
  /// Variables that the code assigned.
  private(set) var assigned: Set<Variable> = []
  /// Variables whose reads were moved to the enclosing trace.
  private(set) var lifted: Set<Variable> = []
  /// Variables that must be read here; nil if all are.
  private var readHere: Set<Variable>?
  private var outerTapes: [any Recorder] = []
  var takesFlowsAsTheyStand: Bool { false }
  /// The seed of all random operations of the graph.
  private let seed: Int?
  /// How many more nodes TensorFlow's graph would have than this one.
  private var furtherNodes = 0
  private var variablesRead: Set<Variable> = []
  /// The generators of the graph's random operations, including those in its branches and loops.
  private(set) var generators: [GraphGenerator] = []

  init(
    name: String, outer: (any EnclosingTrace)?, call: TracedCall? = nil,
    isPartOfOuter: Bool = false, refuses: ((any Primitive) -> Bool)? = nil
  ) {
    self.name = name
    self.outer = outer
    self.call = call
    self.isPartOfOuter = isPartOfOuter
    self.refuses = refuses ?? (isPartOfOuter ? (outer as? GraphBuilder)?.refuses : nil)
    seed = outer?.builders.first.map(\.seed) ?? RandomState.shared.globalSeed
  }

  /// Whether the graph is that of a function.
  var isFunction: Bool { call != nil }

  /// Whether this is the trace of the given call.
  func isTrace(of call: TracedCall) -> Bool { self.call == call }

  func isWatchedOutside(_ tensor: Tensor) -> Bool {
    outerTapes.contains { $0.knows(tensor) } || outer?.isWatchedOutside(tensor) == true
  }

  /// Runs `body` with this builder as the interpreter.
  func trace<Result>(_ body: () throws -> Result) rethrows -> Result {
    let context = Context.current
    let (interpreter, tapes, maker) = (context.interpreter, context.tapes, context.maker)
    context.interpreter = self
    // A branch or a loop's body is part of the function around it.
    if call != nil { context.maker = self }
    outerTapes = tapes
    // Tapes outside see the call of the function, not the nodes inside it.
    context.tapes = []
    defer {
      context.interpreter = interpreter
      context.tapes = tapes
      context.maker = maker
    }
    return try body()
  }

  /// Moves reads of variables to the enclosing trace, where its tapes see them: a tape outside does
  /// not look into a branch or a loop's body.
  func liftReads(exceptOf variables: Set<Variable>) { readHere = variables }

  /// The variable's value, read in the enclosing trace; nil if it must be read here.
  private func readOutside(_ variable: Variable) -> Tensor? {
    guard let outer, let readHere, !readHere.contains(variable), !assigned.contains(variable)
    else { return nil }
    lifted.insert(variable)
    return Context.with(interpreter: outer, tapes: outerTapes) { variable.tensor }
  }

  /// A symbolic tensor for an argument, whose value in the present call may be known.
  func parameter(_ spec: TensorSpec, for value: Tensor? = nil) -> Tensor {
    given.append(value)
    graph.parameters.append(graph.nodes.count)
    return append(.parameter, [], spec)
  }

  /// States what the function returns.
  func finish(_ outputs: [Tensor]) {
    graph.outputs = outputs.map(node)
    for output in outputs {
      if let logits = output.value.logits, logits.tensor.value.symbol?.trace === self {
        graph.logits[node(output)] = (logits.function, node(logits.tensor))
      }
    }
    // Tensors that the function returns keep the trace alive, which should not keep the arguments
    // alive.
    given = []
  }

  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    if refuses?(primitive) == true { return Tensor(zeros: spec) }
    hasTapes = hasTapes || !Context.current.tapes.isEmpty
    if let variable = primitive.variableAssigned { assigned.insert(variable) }
    // What an inner loop changes must not be read before this one either.
    if let result = primitive.flowResult { assigned.formUnion(result.flow.assignedVariables) }
    if let variable = primitive.variableRead, let value = readOutside(variable) { return value }
    if let function = primitive as? CustomGradient {
      let (rule, inputs) = trace(function, inputs)
      return append(.operation(rule), inputs.map(node), spec)
    }
    let inputs = inputs.map(node)
    if let variable = primitive.variableRead, variablesRead.insert(variable).inserted {
      // TensorFlow's graphs take a variable as a parameter.
      furtherNodes += 1
    }
    if let random = primitive as? any RandomPrimitive {
      return append(.operation(withGenerator(random)), inputs, spec)
    }
    return append(.operation(primitive), inputs, spec)
  }

  /// The random operation with a generator of its own.
  ///
  /// As in TensorFlow, the number of nodes before it is its seed, unless it was given one. The
  /// numbers of nodes agree for arguments, captured tensors and variables, literals, element-wise
  /// operations and random ones; after an operation that is several nodes in one of the two
  /// libraries, the numbers drawn here differ from TensorFlow's.
  private func withGenerator(_ operation: any RandomPrimitive) -> any RandomPrimitive {
    let nodes = operation.tensorFlowNodes
    let seeds =
      switch operation.source {
      case .program(let own):
        OperationSeeds(
          global: seed,
          operation: own ?? seed.map { _ in graph.nodes.count + furtherNodes + nodes.before })
      // From a graph that is replayed into this one.
      case .graph(let generator): generator.seeds
      }
    furtherNodes += nodes.all - 1
    var operation = operation
    let generator = GraphGenerator(seeds)
    for builder in builders {
      builder.generators.append(generator)
      if builder.call != nil { break }
    }
    operation.source = .graph(generator)
    return operation
  }

  private func append(_ kind: Graph.Node.Kind, _ inputs: [Int], _ spec: TensorSpec) -> Tensor {
    graph.nodes.append(
      Graph.Node(kind: kind, inputs: inputs, spec: spec, origin: Context.current.origin))
    return Tensor(spec, symbol: Symbol(trace: self, node: graph.nodes.count - 1))
  }

  /// The node for a tensor; one with values becomes a constant of the graph, and one of an
  /// enclosing trace a parameter.
  private func node(_ tensor: Tensor) -> Int {
    if let symbol = tensor.value.symbol {
      if symbol.trace === self { return symbol.node }
      guard chain.contains(where: { $0 === symbol.trace }) else {
        misuse(
          name, "a symbolic tensor of \(symbol.trace.name) leaked into it",
          cure: "return the tensor from \(symbol.trace.name), and pass what it returns")
      }
      return capture(tensor)
    }
    if let node = nodeOfConstant[tensor.identity] { return node }
    // A tape must see that the tensor goes into a branch or a loop.
    if isPartOfOuter && isWatchedOutside(tensor) { return capture(tensor) }
    _ = append(.constant(tensor), [], tensor.spec)
    nodeOfConstant[tensor.identity] = graph.nodes.count - 1
    return graph.nodes.count - 1
  }

  /// The parameter for a tensor from around the graph.
  private func capture(_ tensor: Tensor) -> Int {
    if let node = nodeOfCapture[tensor.identity] { return node }
    captures.append(tensor)
    nodeOfCapture[tensor.identity] = graph.nodes.count
    _ = parameter(tensor.spec, for: tensor)
    return graph.nodes.count - 1
  }
}

/// A call that is being traced, to detect code that calls itself.
struct TracedCall: Equatable {
  let function: ObjectIdentifier
  let signature: Signature
}

extension Graph {
  /// Runs the operations through the one door, so that interpreters and tapes see each of them: an
  /// outer trace makes them nodes of its own, and a tape differentiates through them.
  func replay(_ arguments: [Tensor]) -> [Tensor] {
    var values: [Tensor] = []
    values.reserveCapacity(nodes.count)
    var next = 0
    var flows: [ObjectIdentifier: [Tensor]] = [:]
    let context = Context.current
    let takesFlows =
      context.tapes.isEmpty
      && (context.interpreter as? any EnclosingTrace)?.takesFlowsAsTheyStand == true
    let outer = context.origin
    defer { context.origin = outer }
    for node in nodes {
      context.origin = node.origin ?? outer
      switch node.kind {
      case .parameter:
        values.append(arguments[next])
        next += 1
      case .constant(let tensor): values.append(tensor)
      case .operation(let primitive) where primitive.flowResult != nil && !takesFlows:
        let primitive = primitive.flowResult!
        let flow = ObjectIdentifier(primitive.flow)
        let results = flows[flow] ?? primitive.flow.replay(node.inputs.map { values[$0] })
        flows[flow] = results
        values.append(primitive.select(results))
      case .operation(let primitive):
        values.append(bind(primitive, node.inputs.map { values[$0] }))
      }
    }
    return outputs.map { output in
      guard let (function, node) = logits[output] else { return values[output] }
      return values[output].withLogits(values[node], of: function)
    }
  }
}
