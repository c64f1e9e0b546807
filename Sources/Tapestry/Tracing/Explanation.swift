/// What a graph depends on besides its arguments: the variables that it reads and writes, the
/// tensors that it captured, the objects for which it was made.
///
/// ```swift
/// var factor = Variable(2.0, name: "old")
/// let scale = Function("scale") { (x: Tensor) in factor * x }
/// let first = try scale(Tensor([1.0, 2.0, 3.0]))
/// factor = Variable(5.0, name: "new")
/// let second = try scale(Tensor([1.0, 2.0, 3.0]))  // still the graph of the old factor
/// print(scale.explain())
/// // scale: 1 graph
/// // graph 1, for TensorSpec(shape=(3,), dtype=tf.float32, name=None)
/// //   reads 'old'
/// ```
///
/// A graph keeps the variables that the code reached when it was traced. Binding a name to another
/// object afterwards has no effect; what is to change must be an argument.
///
/// - **Source**: book, chapter 3, section 2.
public struct GraphExplanation: Hashable, Sendable, CustomStringConvertible {
  /// The signature of the arguments.
  public let signature: Signature
  /// The names of the variables that a run reads, in the order of the reads.
  public let reads: [String]
  /// The names of the variables that a run changes.
  public let writes: [String]
  /// The tensors that the code took from outside, except single numbers.
  public let constants: [TensorSpec]
  /// How many tensors of an enclosing function the graph takes as well.
  public let captureCount: Int

  init(_ signature: Signature, _ graph: Graph, captureCount: Int) {
    self.signature = signature
    self.captureCount = captureCount
    var reads: [Variable] = []
    var writes: [Variable] = []
    for primitive in graph.nodes.compactMap(\.primitive) {
      if let variable = primitive.variableRead, !reads.contains(variable) { reads.append(variable) }
      if let variable = primitive.variableAssigned, !writes.contains(variable) {
        writes.append(variable)
      }
      // What a branch or loop only reads is read before it.
      let inside = primitive.flowResult?.flow.assignedVariables ?? []
      for variable in inside.sorted(by: { $0.name < $1.name }) where !writes.contains(variable) {
        writes.append(variable)
        if !reads.contains(variable) { reads.append(variable) }
      }
    }
    self.reads = reads.map(\.name)
    self.writes = writes.map(\.name)
    constants = graph.nodes.compactMap(\.constant).filter { $0.count != 1 }.map(\.spec)
  }

  /// One line for the signature, and one for each kind of dependency that there is.
  public var description: String { text(title: "graph") }

  fileprivate func text(title: String, _ objects: inout [Signature.Identity]) -> String {
    func numbered(_ signature: Signature) -> String {
      switch signature {
      case .object(let identity, let name):
        if !objects.contains(identity) { objects.append(identity) }
        return "object \(objects.firstIndex(of: identity)! + 1) <\(name)>"
      case .list(let parts): return "[" + parts.map(numbered).joined(separator: ", ") + "]"
      case .dictionary(let parts):
        let fields = parts.sorted { $0.key < $1.key }.map { "'\($0)': \(numbered($1))" }
        return "{" + fields.joined(separator: ", ") + "}"
      default: return signature.description
      }
    }
    let arguments =
      if case .list(let parts) = signature { parts.map(numbered).joined(separator: ", ") } else {
        numbered(signature)
      }
    func line(_ title: String, _ parts: [String]) -> [String] {
      parts.isEmpty ? [] : ["  \(title) " + parts.joined(separator: ", ")]
    }
    var lines = ["\(title), for \(arguments.isEmpty ? "no arguments" : arguments)"]
    lines += line("reads", reads.map { "'\($0)'" })
    lines += line("writes", writes.map { "'\($0)'" })
    lines += line("holds", constants.map { "\($0.dtype) \($0.shape)" })
    if captureCount > 0 {
      lines += line("takes", ["\(captureCount) of the tensors of the function around it"])
    }
    return lines.joined(separator: "\n")
  }

  private func text(title: String) -> String {
    var objects: [Signature.Identity] = []
    return text(title: title, &objects)
  }
}

/// What each graph of a function depends on besides its arguments.
///
/// Objects in signatures are numbered, so that two of the same name can be told apart.
///
/// - **Source**: book, chapter 3, section 2.
public struct FunctionExplanation: Hashable, Sendable, CustomStringConvertible {
  /// The function's name.
  public let function: String
  /// One for each graph, in the order in which they were made.
  public let graphs: [GraphExplanation]

  /// The function's name, and the lines of its graphs.
  public var description: String {
    var objects: [Signature.Identity] = []
    let count = graphs.count == 1 ? "1 graph" : "\(graphs.count) graphs"
    let lines = graphs.enumerated().map { index, graph in
      graph.text(title: "graph \(index + 1)", &objects)
    }
    return (["\(function): \(count)"] + lines).joined(separator: "\n")
  }
}

extension ConcreteFunction {
  /// What the graph reads, writes and holds besides its arguments.
  ///
  /// ```swift
  /// let factor = Variable(2.0, name: "factor")
  /// let scale = Function("scale") { (x: Tensor) in factor * x }
  /// try scale.concreteFunction(for: Tensor([1.0])).explain().reads  // ["factor"]
  /// ```
  ///
  /// - **Source**: book, chapter 3, section 2.
  public func explain() -> GraphExplanation {
    GraphExplanation(signature, graph, captureCount: captures.count)
  }
}

extension Function {
  /// What the graphs made so far read, write and hold besides their arguments.
  ///
  /// ```swift
  /// print(step.explain())
  /// ```
  ///
  /// - **Source**: book, chapter 3, section 2.
  public func explain() -> FunctionExplanation {
    FunctionExplanation(function: name, graphs: concreteFunctions.map { $0.explain() })
  }
}
