// The public view of a graph: its values, one by one, for printing and drawing.

extension Graph {
  /// One value of a graph.
  ///
  /// ```swift
  /// for value in graph.values where value.kind == .operation { print(value.name) }
  /// ```
  public struct Value: Sendable, Hashable {
    /// The kinds of values.
    public enum Kind: String, Sendable {
      /// An argument of the function.
      case parameter
      /// A tensor that the traced code captured from outside.
      case constant
      /// What a variable held when it was read.
      case variable
      /// What a variable was set to.
      case assignment
      /// The result of an operation.
      case operation
    }

    /// The value's index in the order in which the graph runs.
    public let index: Int
    /// The kind of value.
    public let kind: Kind
    /// The operation's or the variable's name, or the element of a constant that has only one.
    public let name: String
    /// The value's shape and element type.
    public let spec: TensorSpec
    /// The indices of the values from which it is computed; all are smaller than its own.
    public let inputs: [Int]
    /// Whether the function returns the value.
    public let isResult: Bool
  }

  /// All values, each after those from which it is computed.
  ///
  /// ```swift
  /// graph.values.map(\.name)  // ["parameter", "square", "1", "+"]
  /// ```
  public var values: [Value] {
    nodes.enumerated().map { index, node in
      let (kind, name): (Value.Kind, String) =
        switch node.kind {
        case .parameter: (.parameter, "parameter")
        case .constant(let tensor):
          (.constant, tensor.count == 1 ? tensor.scalarDescription : "constant")
        case .operation(let primitive):
          if let variable = primitive.variableRead {
            (.variable, variable.name)
          } else if let variable = primitive.variableAssigned {
            (.assignment, variable.name)
          } else {
            (.operation, primitive.name)
          }
        }
      return Value(
        index: index, kind: kind, name: name, spec: node.spec, inputs: node.inputs,
        isResult: outputs.contains(index))
    }
  }
}
