import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let simplified = Exercise(
    "3.7", "Simplified", "What may be left out", section: "7", points: 10, difficulty: 3,
    signature: "func simplified(_ graph: MiniGraph) throws -> MiniGraph",
    statement: """
      The graph without operations that leave every bit of their operand unchanged: x · 1, 1 · x, x
      / 1, x − 0 and −(−x), also where one of them reads another. The readers of such a node read x.
      Nothing else is removed: inputs may be −0, infinite or nan. Constants that are no longer read
      may stay.
      """,
    hints: [
      "Walk from the beginning with a table of new indices, as in 3.6: a node that is left out "
        + "gets the new index of its x.",
      "Look at the inputs in the new graph: is one of them a constant 1 or 0, or a negation?",
      "A product with a constant 1 gives its other input, x / 1 and x − 0 their first, and a negation "
        + "of a negation what that one reads. The 0 must have the `sign` .plus: −0 − (−0) is 0. "
        + "And x + 0 stays, since −0 + 0 is 0.",
    ],
    mistakes: [
      Mistake("PlusZero", "−0 + 0 is 0: x + 0 loses a sign, and has to stay."),
      Mistake("TimesZero", "∞ · 0 is nan and not 0, and −2 · 0 is −0: x · 0 has to stay."),
      Mistake("MinusItself", "∞ − ∞ is nan and not 0: x − x has to stay."),
      Mistake(
        "MinusNegativeZero",
        "The constant −0 equals 0, and −0 − (−0) is 0: compare the sign as well."),
    ],
    checks: [
      Check("one operation", share: 1) { _ in handmade.map { Case($0) } },
      Check("what has to stay", share: 1, isMandatory: true) { _ in traps.map { Case($0) } },
      Check("random graphs", share: 1) { random in
        [4, 8, 12, 16].flatMap { count in
          [0, 1].map { _ in
            Case(
              random.graph(
                count,
                of: [
                  .add, .subtract, .multiply, .multiply, .divide, .negate, .negate, .constant,
                  .constant,
                ],
                constants: [0, 1, 1, -0.0]))
          }
        }
      },
    ],
    law: { arguments, answer in
      let graph: MiniGraph = try arguments.value(0)
      return passFault(
        try answer.value(0), from: graph, like: try answer.expected(0),
        counting: "nodes that are not constants"
      ) {
        $0.operation != .constant
      }
    },
    reference: { (graph: MiniGraph) -> MiniGraph in simple(graph) })
}

private func simple(_ graph: MiniGraph) -> MiniGraph {
  rebuilt(graph) { _, node, new in
    func isConstant(_ operand: Int, _ number: Float) -> Bool {
      new[node.inputs[operand]].constant?.bitPattern == number.bitPattern
    }
    switch node.operation {
    case .multiply where isConstant(1, 1), .divide where isConstant(1, 1),
      .subtract where isConstant(1, 0):
      return node.inputs[0]
    case .multiply where isConstant(0, 1): return node.inputs[1]
    case .negate where new[node.inputs[0]].operation == .negate:
      return new[node.inputs[0]].inputs[0]
    default: return nil
    }
  }
}

/// A graph of one operation on x and a constant.
private func one(
  _ operation: MiniOperation, _ number: Float, isFirst: Bool = false
) -> MiniGraph {
  let writer = GraphWriter()
  let (x, constant) = (writer.input("x"), writer.constant(number))
  let y = isFirst ? writer(operation, constant, x) : writer(operation, x, constant)
  return writer.graph(writer(.exp, y), y)
}

private let handmade: [MiniGraph] = {
  let twice = GraphWriter()
  let x = twice.input("x")
  let back = twice(.negate, twice(.negate, x))
  let nested = GraphWriter()
  let (a, b) = (nested.input("x"), nested.constant(1))
  let product = nested(.multiply, nested(.negate, a), b)
  let whole = nested(.divide, nested(.negate, nested(.multiply, b, product)), b)
  return [
    one(.multiply, 1), one(.multiply, 1, isFirst: true), one(.divide, 1), one(.subtract, 0),
    twice.graph(twice(.tanh, back)), nested.graph(nested(.sum, whole)),
  ]
}()

private let traps: [MiniGraph] = {
  let minus = GraphWriter()
  let x = minus.input("x")
  let difference = minus(.subtract, x, x)
  return [
    one(.add, 0), one(.add, 0, isFirst: true), one(.multiply, 0), one(.subtract, -0.0),
    one(.subtract, 0, isFirst: true), one(.divide, 1, isFirst: true), one(.multiply, -1),
    minus.graph(difference),
  ]
}()
