/// What a node of a graph does.
public enum MiniOperation: String, CaseIterable, Sendable {
  /// An argument of the function that was recorded.
  case input
  /// One number, written in the program.
  case constant
  /// The contents of a variable, and new contents for it.
  case read, assign
  /// Numbers from 0 to 1, drawn at random.
  case random
  /// Element by element; an operand of one element is repeated.
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
  /// The nodes, by their places in the graph, that it reads: all of them stand before it.
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

/// A program as data: nodes in the order in which they run, and those whose results are wanted.
///
/// ```swift
/// let x = MiniNode(operation: .input, name: "x", elementCount: 3)
/// let square = MiniNode(operation: .multiply, inputs: [0, 0], elementCount: 3)
/// let sum = MiniNode(operation: .sum, inputs: [1], elementCount: 1)
/// let graph = MiniGraph(nodes: [x, square, sum], outputs: [2])
/// ```
public struct MiniGraph: Hashable, Sendable {
  /// The operations: each reads nodes before it only.
  public var nodes: [MiniNode]
  /// The places of the nodes whose results are wanted.
  public var outputs: [Int]

  /// A graph of these nodes.
  public init(nodes: [MiniNode], outputs: [Int]) {
    self.nodes = nodes
    self.outputs = outputs
  }
}
