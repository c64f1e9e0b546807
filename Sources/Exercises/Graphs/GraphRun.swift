import Foundation
import Miniature

/// What a graph computes, to the bit, and the state that it leaves.
struct GraphRun {
  private(set) var outputs: [[Float]] = []
  private(set) var variables: [String: [Float]] = [:]
  private(set) var draws = 0

  /// The inputs of each of the runs.
  static let runs = numbers.count
  /// The numbers for inputs and variables: each takes a different part of this row in each run.
  private static let numbers: [Float] = [1.5, -0.0, -2.25, .infinity, 0, .nan, -.infinity]

  /// Runs a well-formed graph.
  init(_ graph: MiniGraph, run: Int) {
    var values: [[Float]] = []
    for node in graph.nodes {
      let operands = node.inputs.map { values[$0] }
      switch node.operation {
      case .input: values.append(Self.start(node, run: run))
      case .constant: values.append([node.constant!])
      case .read: values.append(variables[node.name!] ?? Self.start(node, run: run + 3))
      case .assign:
        variables[node.name!] = operands[0]
        values.append(operands[0])
      case .random:
        values.append((0..<node.elementCount).map { Float($0 + draws + run) / 64 })
        draws += node.elementCount
      case .sum: values.append([operands[0].reduce(0, +)])
      default:
        let (a, b) = (operands[0], operands[operands.count - 1])
        values.append(
          (0..<node.elementCount).map { index in
            Self.compute(
              node.operation, a[a.count == 1 ? 0 : index], b[b.count == 1 ? 0 : index])
          })
      }
    }
    outputs = graph.outputs.map { values[$0] }
  }

  private static func start(_ node: MiniNode, run: Int) -> [Float] {
    let first = run + Int(node.name!.utf8.first!)
    return (0..<node.elementCount).map { numbers[(first + $0) % numbers.count] }
  }

  private static func compute(_ operation: MiniOperation, _ x: Float, _ y: Float) -> Float {
    switch operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .negate: -x
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .tanh: Foundation.tanh(x)
    case .sqrt: x.squareRoot()
    default: max(x, 0)
    }
  }

  /// Where another run differs, or nil. The sign of zero counts; all nans are equal.
  func difference(from expected: GraphRun) -> String? {
    if draws != expected.draws {
      return "it draws \(draws) random numbers, and the graph as it was \(expected.draws)"
    }
    for (name, numbers) in expected.variables.sorted(by: { $0.key < $1.key }) {
      guard let own = variables[name] else { return "nothing is assigned to \(name) any more" }
      let (ends, ended) = (Self.words(own), Self.words(numbers))
      if ends != ended { return "the variable \(name) ends as \(ends), not \(ended)" }
    }
    for (index, pair) in zip(outputs, expected.outputs).enumerated() {
      let (now, before) = (Self.words(pair.0), Self.words(pair.1))
      if now != before { return "output \(index) is \(now), and was \(before)" }
    }
    return nil
  }

  /// Different for numbers with different bits: Swift writes as many digits as are needed.
  private static func words(_ numbers: [Float]) -> String {
    "[" + numbers.map { $0.isNaN ? "nan" : "\($0)" }.joined(separator: ", ") + "]"
  }
}
