import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let commonSubexpressions = Exercise(
    "3.8", "CommonSubexpressions", "Once is enough", section: "7", points: 10, difficulty: 3,
    signature: "func withoutCommonSubexpressions(_ graph: MiniGraph) throws -> MiniGraph",
    piece: "withoutCommonSubexpressions = { try! withoutCommonSubexpressions($0) }",
    statement: """
      The graph in which equal expressions are computed once: a node that repeats an earlier one is
      removed, and its readers read the earlier one. a + b repeats b + a, and a · b repeats b · a.
      Two draws give two numbers, an assignment stays, and a variable that was assigned in between
      has a different value. No bit of any result may change.
      """,
    hints: [
      "Walk from the beginning with a table of new indices. Once its inputs have their new "
        + "indices, a node that repeats another looks like it.",
      "Keep a dictionary from “how a node looks” to its new index: operation, inputs, constant, name, "
        + "number of elements. For + and · sort the inputs.",
      "Count the assignments to each variable so far, and make the count a part of how a `read` "
        + "looks. A constant looks like the bits of its number: 0 and −0 are equal, and different.",
    ],
    mistakes: [
      Mistake(
        "ReadsAcrossWrites",
        "The second read comes after an assignment, and has a different value."),
      Mistake("OperandsSorted", "a − b is not b − a: only + and · may swap their operands."),
      Mistake("DrawsMerged", "Two random numbers have become one: no draw repeats another."),
      Mistake(
        "ConstantsByValue",
        "The constants 0 and −0 are equal, and 1 / 0 and 1 / −0 are not: compare their bits."),
    ],
    checks: [
      Check("a few nodes", share: 1) { _ in handmade.map { Case($0) } },
      Check("what must not be merged", share: 1, isMandatory: true) { _ in traps.map { Case($0) } },
      Check("random graphs", share: 1) { random in
        [6, 10, 14, 18].flatMap { count in
          [0, 1].map { _ in
            Case(
              random.graph(
                count,
                of: [
                  .add, .subtract, .multiply, .exp, .sum, .constant, .read, .read, .assign, .random,
                ]
              ))
          }
        }
      },
    ],
    law: { arguments, answer in
      let graph: MiniGraph = try arguments.value(0)
      return passFault(try answer.value(0), from: graph, like: try answer.expected(0))
    },
    reference: { (graph: MiniGraph) -> MiniGraph in once(graph) })
}

private func once(_ graph: MiniGraph) -> MiniGraph {
  var writes: [String: Int] = [:]
  var indices: [String: Int] = [:]
  return rebuilt(graph) { _, node, new in
    let name = node.name ?? ""
    if node.operation == .assign { writes[name, default: 0] += 1 }
    guard node.operation != .assign, node.operation != .random else { return nil }
    let commutes = node.operation == .add || node.operation == .multiply
    let key = """
      \(node.operation) \(commutes ? node.inputs.sorted() : node.inputs) \(node.elementCount) \
      \(node.constant?.bitPattern ?? 1) \(name) \(writes[name] ?? 0)
      """
    if let index = indices[key] { return index }
    indices[key] = new.count
    return nil
  }
}

private let handmade: [MiniGraph] = {
  let twice = GraphWriter()
  let x = twice.input("x")
  let both = twice(.multiply, twice(.exp, x), twice(.exp, x))
  let nested = GraphWriter()
  let (a, b) = (nested.input("x"), nested.input("y"))
  let first = nested(.tanh, nested(.add, a, b))
  let second = nested(.tanh, nested(.add, b, a))
  let sum = nested(.add, first, second)
  let constants = GraphWriter()
  let (z, two) = (constants.input("x"), constants.constant(2))
  let left = constants(.multiply, z, two)
  let right = constants(.multiply, constants.constant(2), z)
  return [
    twice.graph(both), nested.graph(sum), constants.graph(constants(.subtract, left, right)),
  ]
}()

private let traps: [MiniGraph] = {
  let writing = GraphWriter()
  let (before, x) = (writing.read("v"), writing.input("x"))
  _ = writing.assign("v", x)
  let after = writing.read("v")
  let change = writing(.add, before, after)
  let drawing = GraphWriter()
  let draws = drawing(.subtract, drawing.random(), drawing.random())
  let order = GraphWriter()
  let (a, b) = (order.input("x"), order.input("y"))
  let quotients = order(.add, order(.divide, a, b), order(.divide, b, a))
  let zeros = GraphWriter()
  let one = zeros.input("x")
  let left = zeros(.divide, one, zeros.constant(0))
  let right = zeros(.divide, one, zeros.constant(-0.0))
  return [
    writing.graph(change), drawing.graph(draws), order.graph(quotients), zeros.graph(left, right),
  ]
}()
