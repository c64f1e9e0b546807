/// Records what a function does to values that do not exist yet.
///
/// ```swift
/// let recorder = Recorder()
/// let x = recorder.input("x", elementCount: 3)
/// let graph = recorder.graph(outputs: [(x * x).sum()])
/// graph.nodes.map(\.operation)  // [.input, .multiply, .sum]
/// ```
public final class Recorder {
  private var nodes: [MiniNode] = []

  /// An empty recorder.
  public init() {}

  /// The graph of what was recorded so far.
  public func graph(outputs: [Traced]) -> MiniGraph {
    MiniGraph(nodes: nodes, outputs: outputs.map(\.index))
  }

  /// Appends a node whose result has as many elements as its longest operand.
  func append(
    _ operation: MiniOperation, _ operands: [Traced] = [], constant: Float? = nil,
    name: String? = nil, elementCount: Int? = nil
  ) -> Traced {
    let inputs = operands.map(\.index)
    nodes.append(
      MiniNode(
        operation: operation, inputs: inputs, constant: constant, name: name,
        elementCount: elementCount ?? inputs.map { nodes[$0].elementCount }.max() ?? 1))
    return Traced(recorder: self, index: nodes.count - 1)
  }
}

extension Recorder {
  /// An argument of the function.
  public func input(_ name: String, elementCount: Int) -> Traced {
    append(.input, name: name, elementCount: elementCount)
  }
  /// A number written in the program.
  public func constant(_ number: Float) -> Traced { append(.constant, constant: number) }
  /// The contents of a variable at this point in the program.
  public func read(_ name: String, elementCount: Int) -> Traced {
    append(.read, name: name, elementCount: elementCount)
  }
  /// Assigns new contents to a variable.
  public func assign(_ name: String, _ value: Traced) { _ = append(.assign, [value], name: name) }
  /// Random numbers from 0 to 1.
  public func random(elementCount: Int) -> Traced { append(.random, elementCount: elementCount) }
}

/// A value that will exist when the graph runs: an operation on it is recorded, not computed.
public struct Traced {
  let recorder: Recorder
  let index: Int

  /// Records a sum.
  public static func + (a: Traced, b: Traced) -> Traced { a.recorder.append(.add, [a, b]) }
  /// Records a difference.
  public static func - (a: Traced, b: Traced) -> Traced { a.recorder.append(.subtract, [a, b]) }
  /// Records a product.
  public static func * (a: Traced, b: Traced) -> Traced { a.recorder.append(.multiply, [a, b]) }
  /// Records a quotient.
  public static func / (a: Traced, b: Traced) -> Traced { a.recorder.append(.divide, [a, b]) }
  /// Records a function of each element: negate, exp, log, tanh, sqrt or relu.
  public func apply(_ operation: MiniOperation) -> Traced { recorder.append(operation, [self]) }
  /// Records the sum of all elements.
  public func sum() -> Traced { recorder.append(.sum, [self], elementCount: 1) }
}
