import Judge
import Miniature

/// A graph for a case, written node by node. A class, so that calls can be nested.
final class GraphWriter {
  private var nodes: [MiniNode] = []

  func input(_ name: String, _ count: Int = 3) -> Int {
    append(MiniNode(operation: .input, name: name, elementCount: count))
  }
  func constant(_ number: Float) -> Int {
    append(MiniNode(operation: .constant, constant: number, elementCount: 1))
  }
  func read(_ name: String, _ count: Int = 3) -> Int {
    append(MiniNode(operation: .read, name: name, elementCount: count))
  }
  func assign(_ name: String, _ value: Int) -> Int {
    append(
      MiniNode(
        operation: .assign, inputs: [value], name: name, elementCount: nodes[value].elementCount))
  }
  func random(_ count: Int = 3) -> Int {
    append(MiniNode(operation: .random, elementCount: count))
  }
  /// An operation on other nodes: a sum has one element, all others as many as the larger operand.
  func callAsFunction(_ operation: MiniOperation, _ inputs: Int...) -> Int {
    let count = inputs.map { nodes[$0].elementCount }.max() ?? 1
    return append(
      MiniNode(operation: operation, inputs: inputs, elementCount: operation == .sum ? 1 : count))
  }
  func graph(_ outputs: Int...) -> MiniGraph { MiniGraph(nodes: nodes, outputs: outputs) }

  private func append(_ node: MiniNode) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }
}

extension CaseRandom {
  /// A graph of operations on random earlier nodes, two of whose last nodes are outputs.
  ///
  /// There are few nodes to choose from and few constants, so that some nodes are dead, some equal,
  /// and some can be left out.
  mutating func graph(_ count: Int, of operations: [MiniOperation], constants: [Float] = [1, 2])
    -> MiniGraph
  {
    let writer = GraphWriter()
    // The indices of nodes with three elements, and of those with one.
    var (wide, narrow) = ([writer.input("x"), writer.input("y")], [writer.input("s", 1)])
    for _ in 0..<count {
      switch element(operations) {
      case .constant: narrow.append(writer.constant(element(constants)))
      case .read: wide.append(writer.read(element(["v", "w"])))
      case .assign: wide.append(writer.assign(element(["v", "w"]), element(wide)))
      case .random: wide.append(writer.random())
      case .sum: narrow.append(writer(.sum, element(wide)))
      case let operation where MiniOperation.binary.contains(operation):
        let other = integer(0...1) == 0 ? element(wide) : element(narrow)
        let operands = integer(0...2) == 0 ? (other, element(wide)) : (element(wide), other)
        wide.append(writer(operation, operands.0, operands.1))
      case let operation:
        if integer(0...3) == 0 {
          narrow.append(writer(operation, element(narrow)))
        } else {
          wide.append(writer(operation, element(wide)))
        }
      }
    }
    return writer.graph(wide[wide.count - 1], wide[wide.count - 2])
  }
}

extension MiniOperation {
  /// Element-wise operations with two operands.
  static let binary: [MiniOperation] = [.add, .subtract, .multiply, .divide]
  /// Element-wise operations with one or two operands.
  static let elementwise: [MiniOperation] =
    binary + [.negate, .exp, .log, .tanh, .sqrt, .relu]
}
