// Stepping out of a trace, for values that are needed while a function is traced and not when its
// graph runs, such as the initial values of variables that a function makes.

/// Runs `body` outside all traces and tapes: its operations are computed at once.
///
/// ```swift
/// let f = Function("f") { (x: Tensor) in
///   let table = initScope { Tensor.uniform([3]) }   // drawn once, as if outside
///   return x + table                                // a constant of the graph
/// }
/// ```
///
/// A layer that is built by its first call draws its weights this way: from the program's random
/// numbers, not from those of the graph in which it happens to be called. Variables made in the
/// scope still count as made by the enclosing function.
///
/// - Throws: what `body` throws.
/// - Precondition: `body` uses no symbolic tensor of an enclosing trace, which has no value.
/// - **Source**: book, chapter 3, section 3.
public func initScope<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Context.with(interpreter: nil, tapes: [], body)
}

/// Whether operations are computed at once: nothing traces them, and their results have values.
package var computesAtOnce: Bool { Context.current.interpreter == nil }

/// The error when a variable is made in a trace that may not make any.
///
/// A graph that made a variable would make another in each run. So variables can be made only by a
/// function's first call, and the code has to keep them: it is traced a second time, for the graph
/// that runs, and must then find the variables it made.
///
/// - **Source**: book, chapter 4, section 5.
public struct VariableCreationError: Error, Equatable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// The variables' names.
  public let variables: [String]
  /// Whether the function has made variables before.
  let hasMadeOthers: Bool

  /// One of TensorFlow's two messages, the names, and the cure.
  public var description: String {
    (hasMadeOthers
      ? "tf.function-decorated function tried to create variables on non-first call."
      : "Creating variables on a non-first call to a function decorated with tf.function.")
      + "\n  \(function) made \(variables.map { "'\($0)'" }.joined(separator: ", "))"
      + "\n  cure: make them outside, or in the first call only and keep them; for a new model or "
      + "optimizer make a new Function"
  }
}

extension GraphBuilder: VariableMaker {
  func made(_ variable: Variable) { createdVariables.append(variable) }

  func initialValue(_ symbolic: Tensor, of variable: String) -> Tensor? {
    initScope { Self.value(of: symbolic) }
  }

  /// The value that a tensor has in the call for which the trace is made; nil if it has none, since
  /// it depends on a loop's state, on arguments of which only shapes are known, or on what the
  /// traced code itself assigns.
  private static func value(of tensor: Tensor) -> Tensor? {
    guard let symbol = tensor.value.symbol else { return tensor }
    guard let builder = symbol.trace as? GraphBuilder else { return nil }
    let (part, _, parameters) = builder.graph.part(computing: [symbol.node])
    let assigned = builder.builders.reduce(into: part.assignedVariables) {
      $0.formUnion($1.assigned)
    }
    guard part.assignedVariables.isEmpty,
      !part.nodes.contains(where: { $0.primitive?.variableRead.map(assigned.contains) ?? false })
    else { return nil }
    var arguments: [Tensor] = []
    for parameter in parameters {
      guard let given = builder.given[parameter], let value = value(of: given) else { return nil }
      arguments.append(value)
    }
    return part.withFreshGenerators().replay(arguments)[0]
  }
}

extension Graph {
  /// The graph with fresh generators for its random operations, so that those of this graph are
  /// left alone.
  fileprivate func withFreshGenerators() -> Graph {
    var graph = self
    for index in nodes.indices {
      guard var random = nodes[index].primitive as? any RandomPrimitive,
        case .graph(let generator) = random.source
      else { continue }
      random.source = .graph(GraphGenerator(generator.seeds))
      graph.nodes[index].kind = .operation(random)
    }
    return graph
  }
}
