/// A program in the style of TensorFlow 1: first a graph is built, and then parts of it are run.
///
/// ```swift
/// let trained = try Session.with { session in
///   let x = session.placeholder()
///   let y = session.placeholder()
///   let weight = session.variable(5.0, name: "weight")
///   let bias = session.variable(0.0, name: "bias")
///   let loss = square(x * weight + bias - y).mean()        // computes nothing yet
///   let step = try GradientDescentOptimizer(0.1).minimize(loss)
///   try session.run(session.globalVariablesInitializer())
///   for (a, b) in data { try session.run(step, feed: [x: a, y: b]) }
///   return try session.run([weight, bias])
/// }
/// ```
///
/// Inside `with`, operations are appended to one graph, as they are while a `Function` is traced.
/// But whereas a function is traced once and always runs as a whole, a session runs only what it is
/// asked for and what that depends on. Since nothing is computed where it is written, values can be
/// seen only through `run`: that is what TensorFlow 2 did away with.
///
/// - **Source**: document 002, eager execution basics.
public final class Session {
  private let builder = GraphBuilder(name: "the session", outer: nil)
  /// Watches the graph as it is built, so that any loss in it can be minimized.
  private let tape = GradientTape(persistent: true)
  private var placeholders: [Placeholder] = []
  private var variables: [(variable: Variable, initialValue: Tensor)] = []
  private var uninitialized: Set<Variable> = []
  /// The prepared programs, by the nodes that were asked for.
  private var programs: [[Int]: Program] = [:]

  private init() {}

  /// Runs `body`, whose operations are added to the graph, and are computed only when the session
  /// runs them.
  ///
  /// ```swift
  /// let sum = try Session.with { session in
  ///   let x = session.placeholder()
  ///   return try session.run(x + 1, feed: [x: 2])  // 3
  /// }
  /// ```
  ///
  /// - Throws: what `body` throws.
  public static func with<Result>(_ body: (Session) throws -> Result) rethrows -> Result {
    let session = Session()
    return try Context.with(interpreter: session, tapes: []) {
      try session.tape.record { try body(session) }
    }
  }

  // MARK: Building the graph

  /// A placeholder for a value that is fed to each run.
  ///
  /// ```swift
  /// let x = session.placeholder(shape: [3], name: "x")
  /// ```
  public func placeholder(
    _ dtype: DType = .float32, shape: Shape = [], name: String = "Placeholder"
  ) -> Placeholder {
    let symbol = builder.parameter(TensorSpec(shape: shape, dtype: dtype))
    let placeholder = Placeholder(
      name: unique(name, among: placeholders.map(\.name)), symbol: symbol)
    placeholders.append(placeholder)
    return placeholder
  }

  /// A variable of the program, which has no value before an initializer has run.
  ///
  /// ```swift
  /// let weight = session.variable(5.0, name: "weight")  // named weight:0
  /// ```
  ///
  /// A second variable with the name `weight` is called `weight_1:0`.
  public func variable(
    _ initialValue: TensorLiteral, dtype: DType? = nil, name: String = "Variable"
  ) -> Variable {
    let value = Tensor(initialValue, dtype: dtype)
    let variable = Variable(
      value, name: unique(name, among: variables.map(\.variable.name)))
    variables.append((variable, value))
    uninitialized.insert(variable)
    return variable
  }

  /// The operation that gives all variables their initial values.
  ///
  /// ```swift
  /// try session.run(session.globalVariablesInitializer())
  /// ```
  ///
  /// As in TensorFlow 1, these are the variables that the program has so far.
  public func globalVariablesInitializer() -> Operation {
    Operation(
      name: "init", session: self, initializes: variables.map(\.variable),
      nodes: variables.map { node(of: assignment(to: $0.variable, $0.initialValue))! })
  }

  private func unique(_ name: String, among taken: [String]) -> String {
    let names = ["\(name):0"] + (0..<taken.count).map { "\(name)_\($0 + 1):0" }
    return names.first { !taken.contains($0) }!
  }

  private func assignment(to variable: Variable, _ value: Tensor) -> Tensor {
    bind(AssignVariable(variable: variable), [value])
  }

  /// The operation that takes a step of gradient descent on a loss.
  fileprivate func descent(_ loss: Tensor, rate: Double) throws -> Operation {
    guard node(of: loss) != nil else { throw SessionError.notInProgram(loss.spec) }
    let gradients = try tape.gradient(loss, tape.watchedVariables, unconnected: .none)
    // All gradients come before the first assignment, whose effect they must not see.
    let steps = zip(tape.watchedVariables, gradients).compactMap { variable, gradient in
      gradient.map { (variable, rate * $0) }
    }
    if steps.isEmpty { throw SessionError.nothingToMinimize(loss.spec) }
    let assignments = steps.map { assignment(to: $0, $0 - $1) }
    return Operation(
      name: "GradientDescent", session: self, initializes: [],
      nodes: assignments.map { node(of: $0)! })
  }

  // MARK: Running

  /// Runs an operation, which computes what it depends on, changes variables, and returns nothing.
  ///
  /// ```swift
  /// try session.run(step, feed: [x: 1.5, y: 2.5])
  /// ```
  ///
  /// - Throws: `SessionError` if a placeholder is not fed, or is fed a value of another shape or
  ///   type, if a variable is not initialized, or if the operation is another session's;
  ///   `InvalidArgument` if an operation that comes from a file has no result for the values.
  public func run(_ operation: Operation, feed: [Placeholder: any Operand] = [:]) throws {
    guard operation.session === self else { throw SessionError.otherSession(operation.name) }
    _ = try run(nodes: operation.nodes, returning: [], feed)
    uninitialized.subtract(operation.initializes)
  }

  /// The value of a tensor or variable.
  ///
  /// ```swift
  /// try session.run(loss, feed: [x: 1.5, y: 2.5])
  /// ```
  ///
  /// - Throws: `SessionError`, as for an operation, and if the tensor is not part of the program.
  public func run(
    _ fetch: some TensorConvertible, feed: [Placeholder: any Operand] = [:]
  ) throws -> Tensor {
    try run([fetch], feed: feed)[0]
  }

  /// The values of several tensors and variables, from one run.
  ///
  /// ```swift
  /// let values = try session.run([weight, bias])
  /// ```
  ///
  /// - Throws: `SessionError`, as for one tensor.
  public func run(
    _ fetches: [any TensorConvertible], feed: [Placeholder: any Operand] = [:]
  ) throws -> [Tensor] {
    let tensors = fetches.filter { !($0 is Variable) }.map(\.tensor)
    let nodes = try tensors.map { tensor in
      guard let node = node(of: tensor) else { throw SessionError.notInProgram(tensor.spec) }
      return node
    }
    var values = try run(nodes: nodes, returning: nodes, feed)[...]
    return try fetches.map { fetch in
      guard let variable = fetch as? Variable else { return values.removeFirst() }
      // Not by a read operation, which the graph would keep: each run would make it longer.
      try requireInitialized(variable)
      return variable.stored.alias()
    }
  }

  private func run(
    nodes: [Int], returning outputs: [Int], _ feed: [Placeholder: any Operand]
  ) throws -> [Tensor] {
    if let stranger = feed.keys.first(where: { !placeholders.contains($0) }) {
      throw SessionError.otherSession(stranger.name)
    }
    // What is returned need not be part of the key: an operation's nodes are assignments, which
    // cannot be fetched.
    let program = programs[nodes] ?? Program(builder.graph, computing: nodes, returning: outputs)
    programs[nodes] = program
    for variable in program.variables { try requireInitialized(variable) }
    return try Context.with(interpreter: nil, tapes: []) {
      try endingAtInvalidArgument {
        try program.plans.run(program.parameters.map { try placeholders[$0].value(in: feed) })
      }
    }
  }

  private func requireInitialized(_ variable: Variable) throws {
    if uninitialized.contains(variable) { throw SessionError.uninitialized(variable.name) }
  }

  /// The node that a tensor stands for; nil if it is not part of the program.
  private func node(of tensor: Tensor) -> Int? {
    guard let symbol = tensor.value.symbol, symbol.trace === builder else { return nil }
    return symbol.node
  }
}

extension Session: EnclosingTrace {
  var name: String { builder.name }
  var outer: (any EnclosingTrace)? { builder }
  var takesFlowsAsTheyStand: Bool { false }
  func isWatchedOutside(_ tensor: Tensor) -> Bool { false }

  func evaluate(_ primitive: any Primitive, _ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    builder.evaluate(primitive, inputs, spec)
  }
}

extension Session {
  /// An operation that a run carries out for its effect, and that has no value.
  public struct Operation {
    let name: String
    let session: Session
    let initializes: [Variable]
    /// The assignments.
    let nodes: [Int]
  }
}

/// Gradient descent with a fixed learning rate.
///
/// ```swift
/// let step = try GradientDescentOptimizer(0.1).minimize(loss)
/// try session.run(step, feed: [x: 1.5, y: 2.5])
/// ```
///
/// - **Source**: document 002, eager execution basics.
public struct GradientDescentOptimizer: Sendable {
  /// The learning rate: the factor by which gradients are multiplied in a step.
  public let learningRate: Double

  /// An optimizer with the given learning rate.
  public init(_ learningRate: Double) { self.learningRate = learningRate }

  /// The operation that changes all trainable variables on which the loss depends by one step.
  ///
  /// ```swift
  /// let step = try GradientDescentOptimizer(0.1).minimize(loss)
  /// ```
  ///
  /// - Throws: `SessionError` if the loss is not part of the session's program, or depends on no
  ///   variable.
  /// - Precondition: it is called inside `Session.with`.
  public func minimize(_ loss: Tensor) throws -> Session.Operation {
    guard let session = Context.current.interpreter as? Session else {
      misuse(
        "minimize", "no program is being written down",
        cure: "call it inside Session.with; outside, use a GradientTape")
    }
    return try session.descent(loss, rate: learningRate)
  }
}
