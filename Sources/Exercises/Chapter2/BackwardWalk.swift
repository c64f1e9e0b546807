import ExerciseKit
import Foundation
import Judge
import Miniature

extension Exercise {
  static let backwardWalk = Exercise(
    "2.5", "BackwardWalk", "A tape for single numbers", section: "3", points: 15, difficulty: 4,
    signature: "func backward(from loss: Value) throws",
    adapter: """
      { (graph: MiniGraph, numbers: [Float], times: Int) -> [Float] in
          // Each value of the graph, and the graph `times` times: its output is the first input of
          // the next round. The other inputs are the same values in every round.
          let leaves = numbers.map { Value(MiniTensor([$0], shape: [])) }
          var (start, first): (Value, [Value]) = (leaves[0], [])
          for round in 0..<times {
            var (values, inputs): ([Value], Int) = ([], 0)
            for node in graph.nodes {
              let operands = node.inputs.map { values[$0] }
              switch node.operation {
              case .input:
                values.append(inputs == 0 ? start : leaves[inputs])
                inputs += 1
              case .add: values.append(operands[0] + operands[1])
              case .multiply: values.append(operands[0] * operands[1])
              default: values.append(operands[0].tanh())
              }
            }
            start = values[graph.outputs[0]]
            if round == 0 { first = values }
          }
          var pieces = Pieces()
          pieces.backward = { _ in fatalError("exercise 2.5 builds this itself") }
          try Pieces.$current.withValue(pieces) { try backward(from: start) }
          return first.map { $0.gradient.number }
        }
      """,
    piece: "backward = { try! backward(from: $0) }",
    statement: """
      Set `gradient` of every `Value` that the loss was computed from: the derivative of the loss
      with respect to it. A value knows its `inputs`, each with the slope of this value with respect
      to it; every gradient is 0 at first. The checks run a small graph, perhaps many times in a
      row, and compare the gradients of the first run's values.
      """,
    hints: [
      "The gradient of the loss itself is 1. A value passes slope · gradient on to each of its "
        + "inputs, once its own gradient is complete.",
      "When is it complete? When all values that use it have been visited. Count the uses of each "
        + "value first, by its ObjectIdentifier.",
      "Keep a list of values that are ready, at first the loss. Take one, add slope * gradient to "
        + "each input's gradient, count one use down, and put an input on the list at 0 uses.",
    ],
    tolerance: .within(1e-5, plus: 1e-6, because: "a few float32 operations in a row"),
    seconds: 3,
    mistakes: [
      Mistake(
        "Overwrites", "A value used twice got the gradient of one use only: gradients add up (+=)."
      ),
      Mistake(
        "EveryPath",
        "Still running at 40 diamonds in a row: they have 2⁴⁰ paths. Visit each value once, after "
          + "all its users."),
      Mistake(
        "RecursesOverValues",
        "It crashed on a long chain, but is right for short ones: recursion is too deep. Keep a "
          + "list instead."),
    ],
    checks: [
      Check("small graphs", share: 1) { random in
        let chain = MiniGraph(nodes: [x, node(.tanh, 0), node(.tanh, 1)], outputs: [2])
        let twice = MiniGraph(nodes: [x, node(.multiply, 0, 0), node(.add, 1, 0)], outputs: [2])
        return [Case(chain, [Float(0.5)], 1), Case(twice, [Float(3)], 1)]
          + (0..<6).map { _ in Case(random.program(), random.floats(2), random.integer(1...2)) }
      },
      Check("diamonds", share: 1, isMandatory: true) { _ in
        let diamond = MiniGraph(
          nodes: [x, input("y"), node(.multiply, 0, 1), node(.multiply, 0, 1), node(.add, 2, 3)],
          outputs: [4])
        return [2, 5, 40].map { Case(diamond, [Float(0.75), 0.5], $0) }
      },
      Check("a long chain", share: 1) { _ in
        let step = MiniGraph(nodes: [x, input("y"), node(.add, 0, 1)], outputs: [2])
        return [Case(step, [Float(1), 0.25], 100_000)]
      },
    ],
    reference: { (graph: MiniGraph, numbers: [Float], times: Int) -> [Float] in
      derivatives(of: graph, at: numbers.map { Double($0) }, times: times).map { Float($0) }
    })
}

private let x = input("x")

private func input(_ name: String) -> MiniNode {
  MiniNode(operation: .input, name: name, elementCount: 1)
}

private func node(_ operation: MiniOperation, _ inputs: Int...) -> MiniNode {
  MiniNode(operation: operation, inputs: inputs, elementCount: 1)
}

extension CaseRandom {
  /// Two inputs and six operations on random earlier values.
  fileprivate mutating func program() -> MiniGraph {
    var nodes = [x, input("y")]
    for index in 2..<8 {
      let operation = element([MiniOperation.add, .multiply, .multiply, .tanh])
      let last = index == 7 ? 6 : integer(0...index - 1)
      let operands = operation == .tanh ? [last] : [last, integer(0...index - 1)]
      nodes.append(MiniNode(operation: operation, inputs: operands, elementCount: 1))
    }
    return MiniGraph(nodes: nodes, outputs: [7])
  }
}

/// The derivative of the last round's output with respect to each value of the first round.
private func derivatives(of graph: MiniGraph, at numbers: [Double], times: Int) -> [Double] {
  let size = graph.nodes.count
  let inputs = graph.nodes.indices.filter { graph.nodes[$0].operation == .input }
  let output = graph.outputs[0]
  var values: [Double] = []
  for round in 0..<times {
    for node in graph.nodes {
      let a = node.inputs.first.map { values[round * size + $0] } ?? 0
      let b = node.inputs.last.map { values[round * size + $0] } ?? 0
      switch node.operation {
      case .input:
        let index = inputs.firstIndex(of: values.count - round * size)!
        let start = round == 0 ? numbers[0] : values[(round - 1) * size + output]
        values.append(index == 0 ? start : numbers[index])
      case .add: values.append(a + b)
      case .multiply: values.append(a * b)
      default: values.append(tanh(a))
      }
    }
  }
  var gradients = [Double](repeating: 0, count: values.count)
  gradients[(times - 1) * size + output] = 1
  for index in values.indices.reversed() {
    let (round, node) = (index / size, graph.nodes[index % size])
    let operands = node.inputs.map { round * size + $0 }
    switch node.operation {
    case .input where round > 0:
      // The first input is the output of the round before, the others are shared by all rounds.
      let isFirst = index % size == inputs[0]
      let source = isFirst ? (round - 1) * size + output : index % size
      gradients[source] += gradients[index]
    case .input: break
    case .add:
      for operand in operands { gradients[operand] += gradients[index] }
    case .multiply:
      gradients[operands[0]] += gradients[index] * values[operands[1]]
      gradients[operands[1]] += gradients[index] * values[operands[0]]
    default:
      gradients[operands[0]] += gradients[index] * (1 - values[index] * values[index])
    }
  }
  return Array(gradients[..<size])
}
