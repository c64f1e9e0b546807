/// A tape's record as a graph: values are nodes, and a call leads from its inputs to its output.
///
/// ```swift
/// let tape = GradientTape(persistent: true)
/// _ = tape.record { square(x) }
/// print(tape.graph)
/// ```
public struct RecordedGraph: Sendable, CustomStringConvertible {
  /// One value.
  public struct Node: Sendable {
    /// The kinds of values.
    public enum Kind: String, Sendable {
      /// A variable that was read.
      case variable
      /// A tensor that the tape was told to watch.
      case watched
      /// A tensor that comes from outside and is not watched.
      case constant
      /// The output of a call.
      case operation
    }

    /// The node's index in `nodes`; a call has a higher one than its inputs.
    public let index: Int
    /// The kind of value.
    public let kind: Kind
    /// The operation's or the variable's name.
    public let name: String
    /// The value's shape and element type.
    public let spec: TensorSpec
    /// The indices of the nodes from which the value was computed.
    public let inputs: [Int]
  }

  /// All values, each after those from which it was computed.
  public let nodes: [Node]

  /// One line for each value.
  public var description: String {
    nodes.map { node in
      node.kind == .operation
        ? graphLine(node.index, node.name, inputs: node.inputs, node.spec)
        : graphLine(node.index, "\(node.kind.rawValue) \(node.name)", inputs: nil, node.spec)
    }.joined(separator: "\n")
  }
}

extension GradientTape {
  /// What the tape has recorded and not yet released.
  public var graph: RecordedGraph {
    var nodes: [RecordedGraph.Node] = []
    var nodeOfTensor: [ObjectIdentifier: Int] = [:]
    func add(
      _ kind: RecordedGraph.Node.Kind, _ name: String, _ tensor: Tensor, _ inputs: [Int] = []
    ) -> Int {
      nodes.append(
        .init(index: nodes.count, kind: kind, name: name, spec: tensor.spec, inputs: inputs))
      nodeOfTensor[tensor.identity] = nodes.count - 1
      return nodes.count - 1
    }
    for entry in entries {
      if let variable = entry.primitive.variableRead {
        _ = add(.variable, variable.name, entry.output)
        continue
      }
      let inputs = zip(entry.inputs, recorded.inputIDs(of: entry)).map { input, id in
        if let node = nodeOfTensor[input.identity] { return node }
        let name = input.count == 1 ? input.scalarDescription : "tensor"
        return add(id == nil ? .constant : .watched, name, input)
      }
      _ = add(.operation, entry.primitive.name, entry.output, inputs)
    }
    return RecordedGraph(nodes: nodes)
  }
}
