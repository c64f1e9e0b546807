/// A computation as data: values and the operations that compute them, in an order in which they
/// can run.
///
/// ```swift
/// let f = Function("f") { (x: Tensor) in square(x) + 1 }
/// print(try f.concreteFunction(for: Tensor([1.0, 2.0, 3.0])).graph)
/// // %0 = parameter: float32 (3,)
/// // %1 = square(%0): float32 (3,)
/// // %2 = constant 1.0: float32 ()
/// // %3 = +(%1, %2): float32 (3,)
/// // return %3
/// ```
///
/// - **Source**: book, chapter 2, section 1.
public struct Graph: Sendable {
  /// One value of the computation.
  struct Node: Sendable {
    enum Kind: Sendable {
      /// An argument of the function.
      case parameter
      /// A tensor that the traced code captured from outside.
      case constant(Tensor)
      case operation(any Primitive)
    }

    var kind: Kind
    /// The nodes from which the value is computed; all come before this one.
    var inputs: [Int]
    var spec: TensorSpec
    /// Where the operation stands in the file from which it comes; nil for one of the program.
    var origin: Origin?
  }

  /// All values, each after those from which it is computed. Reads and writes of variables and
  /// random numbers keep the order in which the traced code made them.
  var nodes: [Node] = []
  /// The nodes that are parameters, in the order of the arguments.
  var parameters: [Int] = []
  /// The nodes whose values the function returns.
  var outputs: [Int] = []
  /// For outputs that are probabilities, the node of their logits.
  var logits: [Int: (function: Logits.Function, node: Int)] = [:]

  /// The variables that a run changes.
  var assignedVariables: Set<Variable> {
    nodes.reduce(into: []) { $0.formUnion($1.assignedVariables) }
  }

  /// Whether operations of a file are in the graph, or in its branches and loops.
  var isFromFile: Bool {
    nodes.contains { node in
      node.origin != nil || node.primitive?.flowResult?.flow.isFromFile == true
    }
  }

  /// The number of operations that the graph runs.
  public var operationCount: Int {
    nodes.count { if case .operation = $0.kind { true } else { false } }
  }

  /// The names of the operations, in the order in which they run.
  public var operations: [String] {
    nodes.compactMap { if case .operation(let primitive) = $0.kind { primitive.name } else { nil } }
  }
}

extension Graph.Node {
  var primitive: (any Primitive)? {
    if case .operation(let primitive) = kind { primitive } else { nil }
  }

  /// The variables that running the node changes.
  var assignedVariables: Set<Variable> {
    if let variable = primitive?.variableAssigned { return [variable] }
    return primitive?.flowResult?.flow.assignedVariables ?? []
  }

  var constant: Tensor? {
    if case .constant(let tensor) = kind { tensor } else { nil }
  }
}

extension Graph: CustomStringConvertible {
  /// One line for each value, and the values that are returned.
  public var description: String {
    let lines = nodes.indices.map(line)
    let results = outputs.map { "%\($0)" }.joined(separator: ", ")
    return (lines + ["return \(results)"]).joined(separator: "\n")
  }
}

extension Graph {
  /// A node as a line of text.
  func line(_ index: Int) -> String {
    let node = nodes[index]
    return switch node.kind {
    case .parameter: graphLine(index, "parameter", inputs: nil, node.spec)
    case .constant(let tensor):
      graphLine(
        index, tensor.count == 1 ? "constant \(tensor.scalarDescription)" : "constant",
        inputs: nil, node.spec)
    case .operation(let primitive):
      graphLine(index, primitive.name, inputs: node.inputs, node.spec)
    }
  }

  /// What is wrong with the graph; nil if nothing is. Tests call it after each pass.
  func fault() -> String? {
    for (index, node) in nodes.enumerated() {
      if let input = node.inputs.first(where: { $0 < 0 || $0 >= index }) {
        return "%\(index) is computed from %\(input), which does not come before it"
      }
      switch node.kind {
      case .parameter where !parameters.contains(index):
        return "%\(index) is a parameter of no argument"
      case .constant(let tensor) where tensor.spec != node.spec:
        return "%\(index) is a constant \(tensor.spec), stated as \(node.spec)"
      case .operation(let primitive):
        let inputs = node.inputs.map { Tensor(standIn: nodes[$0].spec) }
        let spec = primitive.spec(inputs)
        if spec != node.spec { return "%\(index) computes \(spec), stated as \(node.spec)" }
      default: break
      }
    }
    if let output = (outputs + parameters).first(where: { !nodes.indices.contains($0) }) {
      return "%\(output) does not exist"
    }
    return nil
  }
}

extension Tensor {
  /// A tensor that has only a shape and a type.
  init(standIn spec: TensorSpec) {
    final class Description: Trace { let name = "a description" }
    self.init(spec, symbol: Symbol(trace: Description(), node: 0))
  }
}
