import Judge
import Miniature

/// What is wrong with a graph that a pass made from another graph, or nil.
///
/// It has to be well-formed, compute the same results to the bit, and have at most as many nodes of
/// the counted kinds as the reference.
func passFault(
  _ answer: MiniGraph, from graph: MiniGraph, like reference: MiniGraph,
  counting what: String = "nodes", _ counted: (MiniNode) -> Bool = { _ in true }
) -> String? {
  if let fault = formFault(answer, from: graph) { return fault }
  guard answer.outputs.count == graph.outputs.count else {
    return "it has \(answer.outputs.count) outputs, and should have \(graph.outputs.count)"
  }
  for run in 0..<GraphRun.runs {
    let expected = GraphRun(graph, run: run)
    if let difference = GraphRun(answer, run: run).difference(from: expected) { return difference }
  }
  let (count, most) = (answer.nodes.count(where: counted), reference.nodes.count(where: counted))
  return count > most ? "there are \(count) \(what), but \(most) are enough" : nil
}

/// What is wrong with the form of a graph, or nil. A graph without faults can be run, in about the
/// time and memory of the graph that it was made from.
private func formFault(_ graph: MiniGraph, from original: MiniGraph) -> String? {
  guard graph.nodes.count <= 4 * original.nodes.count + 100 else {
    return "it has \(graph.nodes.count) nodes, and the graph as it was \(original.nodes.count)"
  }
  let counts = 0...(original.nodes.map(\.elementCount).max() ?? 0)
  for (index, node) in graph.nodes.enumerated() {
    let name = "node \(index) (\(node.operation.rawValue))"
    guard counts.contains(node.elementCount) else {
      return "\(name) has \(node.elementCount) elements"
    }
    if let count = original.elementCount(ofNamed: node), count != node.elementCount {
      return "\(name) has \(node.elementCount) elements, and had \(count)"
    }
    if let input = node.inputs.first(where: { !(0..<index).contains($0) }) {
      return "\(name) reads node \(input), which does not come before it"
    }
    let sizes = node.inputs.map { graph.nodes[$0].elementCount }
    if sizes.count != node.operation.operandCount {
      return "\(name) has \(sizes.count) inputs"
    }
    if node.operation != .sum, sizes.contains(where: { $0 != 1 && $0 != node.elementCount }) {
      return "\(name) has \(node.elementCount) elements, and reads \(sizes)"
    }
    let needsName = [.input, .read, .assign].contains(node.operation)
    if needsName && (node.name ?? "").isEmpty || node.operation == .constant && node.constant == nil
    {
      return "\(name) has lost its name or its constant"
    }
  }
  if let output = graph.outputs.first(where: { !graph.nodes.indices.contains($0) }) {
    return "node \(output) is an output, and does not exist"
  }
  return nil
}

extension MiniGraph {
  /// The number of elements of the input or variable that a node names, if there is one here.
  fileprivate func elementCount(ofNamed node: MiniNode) -> Int? {
    let operations: [MiniOperation] =
      switch node.operation {
      case .input: [.input]
      case .read, .assign: [.read, .assign]
      default: []
      }
    return nodes.first { operations.contains($0.operation) && $0.name == node.name }?.elementCount
  }
}

extension MiniOperation {
  fileprivate var operandCount: Int {
    switch self {
    case .input, .constant, .read, .random: 0
    case .add, .subtract, .multiply, .divide: 2
    case .assign, .negate, .exp, .log, .tanh, .sqrt, .relu, .sum: 1
    }
  }
}
