import Judge
import Miniature

/// What is wrong with a graph that a pass made from another graph, or nil.
///
/// It has to be a graph, compute the same to the bit, and have at most as many nodes of the kinds
/// that count as the reference.
func passFault(
  _ answer: MiniGraph, from graph: MiniGraph, like reference: MiniGraph,
  counting what: String = "nodes", _ counted: (MiniNode) -> Bool = { _ in true }
) -> String? {
  if let fault = formFault(answer) { return fault }
  guard answer.outputs.count == graph.outputs.count else {
    return "it has \(answer.outputs.count) outputs, and should have \(graph.outputs.count)"
  }
  for run in 0..<GraphRun.runs {
    let wanted = GraphRun(graph, run: run)
    if let difference = GraphRun(answer, run: run).difference(from: wanted) { return difference }
  }
  let (count, most) = (answer.nodes.count(where: counted), reference.nodes.count(where: counted))
  return count > most ? "there are \(count) \(what), and \(most) are enough" : nil
}

/// What is wrong with the form of a graph, or nil.
private func formFault(_ graph: MiniGraph) -> String? {
  for (place, node) in graph.nodes.enumerated() {
    let name = "node \(place) (\(node.operation.rawValue))"
    if let input = node.inputs.first(where: { !(0..<place).contains($0) }) {
      return "\(name) reads node \(input), which does not stand before it"
    }
    let sizes = node.inputs.map { graph.nodes[$0].elementCount }
    if sizes.count != node.operation.operandCount {
      return "\(name) has \(sizes.count) inputs"
    }
    if node.operation != .sum, sizes.contains(where: { $0 != 1 && $0 != node.elementCount }) {
      return "\(name) has \(node.elementCount) elements, and reads \(sizes)"
    }
    let needsName = [.input, .read, .assign].contains(node.operation)
    if needsName && node.name == nil || node.operation == .constant && node.constant == nil {
      return "\(name) has lost its name or its constant"
    }
  }
  if let output = graph.outputs.first(where: { !graph.nodes.indices.contains($0) }) {
    return "node \(output) is an output, and does not exist"
  }
  return nil
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

/// A graph node by node, each with the new places of its inputs; `replacement` says by which node
/// of the new graph a node is replaced, or nil to keep it.
func rebuilt(
  _ graph: MiniGraph, replacement: (_ place: Int, _ node: MiniNode, _ new: [MiniNode]) -> Int?
) -> MiniGraph {
  var new = MiniGraph(nodes: [], outputs: [])
  var places: [Int] = []
  for (place, node) in graph.nodes.enumerated() {
    var node = node
    node.inputs = node.inputs.map { places[$0] }
    if let other = replacement(place, node, new.nodes) {
      places.append(other)
    } else {
      places.append(new.nodes.count)
      new.nodes.append(node)
    }
  }
  new.outputs = graph.outputs.map { places[$0] }
  return new
}
