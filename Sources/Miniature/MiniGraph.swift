/// What a node of a graph does.
public enum MiniOperation: String, CaseIterable, Sendable {
  /// An argument of the function that was recorded.
  case input
  /// A number written in the program.
  case constant
  /// Reads a variable, or assigns new contents to it.
  case read, assign
  /// Random numbers from 0 to 1.
  case random
  /// Element-wise; an operand with one element is repeated.
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case negate, exp, log, tanh, sqrt, relu
  /// The sum of all elements: one element.
  case sum
}

/// One operation of a graph.
///
/// ```swift
/// let node = MiniNode(operation: .multiply, inputs: [0, 0], elementCount: 3)
/// node.operation.rawValue  // "*"
/// ```
public struct MiniNode: Hashable, Sendable {
  /// What it does.
  public var operation: MiniOperation
  /// The indices of the nodes that it reads, all of which come before it in the graph.
  public var inputs: [Int]
  /// The number, if it is a constant.
  public var constant: Float?
  /// The name, if it reads or assigns a variable or is an input.
  public var name: String?
  /// The number of elements of its result.
  public var elementCount: Int

  /// A node; most have neither a constant nor a name.
  public init(
    operation: MiniOperation, inputs: [Int] = [], constant: Float? = nil, name: String? = nil,
    elementCount: Int
  ) {
    self.operation = operation
    self.inputs = inputs
    self.constant = constant
    self.name = name
    self.elementCount = elementCount
  }
}

/// A program as data: nodes in the order in which they run, and which of them are outputs.
///
/// ```swift
/// let x = MiniNode(operation: .input, name: "x", elementCount: 3)
/// let square = MiniNode(operation: .multiply, inputs: [0, 0], elementCount: 3)
/// let sum = MiniNode(operation: .sum, inputs: [1], elementCount: 1)
/// let graph = MiniGraph(nodes: [x, square, sum], outputs: [2])
/// ```
public struct MiniGraph: Hashable, Sendable {
  /// The operations: each reads only nodes before it.
  public var nodes: [MiniNode]
  /// The indices of the nodes whose results are returned.
  public var outputs: [Int]

  /// A graph of these nodes.
  public init(nodes: [MiniNode], outputs: [Int]) {
    self.nodes = nodes
    self.outputs = outputs
  }
}
