import ExerciseKit
import Judge
import Miniature

extension Exercise {
  static let deadCode = Exercise(
    "3.6", "DeadCode", "What nobody needs", section: "7", points: 10, difficulty: 2,
    signature: "func withoutDeadCode(_ graph: MiniGraph) throws -> MiniGraph",
    piece: "withoutDeadCode = { try! withoutDeadCode($0) }",
    statement: """
      The graph without the nodes that are not needed. The outputs, assignments and draws (`assign`,
      `random`) are needed, and so is whatever a needed node reads. The other nodes are removed, and
      the indices in `inputs` and `outputs` follow.
      """,
    hints: [
      "Whether a node is needed depends on later nodes only: in which order do you walk?",
      "Mark outputs, assignments and draws; then from the end to the beginning mark the inputs of "
        + "what is marked.",
      "Then walk from the beginning: append each needed node to a new list, remember its new index, "
        + "and replace each input by its new index.",
    ],
    mistakes: [
      Mistake(
        "AssignmentsDropped",
        "An assignment acts, even if its result is not read: the variable would keep its old value."
      ),
      Mistake("DrawsDropped", "Without a draw, the draws after it would give different numbers."),
      Mistake(
        "OldIndices", "An index that a node reads now belongs to another node: update the inputs."),
      Mistake(
        "OneLayerOnly", "What only a removed node needed has to go too: walk from the end."),
    ],
    checks: [
      Check("a few nodes", share: 1) { _ in handmade.map { Case($0) } },
      Check("random graphs", share: 2, isMandatory: true) { random in
        [4, 8, 12, 16].flatMap { count in
          [0, 1].map { _ in
            Case(
              random.graph(count, of: [.add, .multiply, .exp, .sum, .constant, .assign, .random]))
          }
        }
      },
    ],
    law: { arguments, answer in
      let graph: MiniGraph = try arguments.value(0)
      return passFault(try answer.value(0), from: graph, like: try answer.expected(0))
    },
    reference: { (graph: MiniGraph) -> MiniGraph in live(graph) })
}

private func live(_ graph: MiniGraph) -> MiniGraph {
  var isNeeded = graph.nodes.map { $0.operation == .assign || $0.operation == .random }
  for output in graph.outputs { isNeeded[output] = true }
  for index in graph.nodes.indices.reversed() where isNeeded[index] {
    for input in graph.nodes[index].inputs { isNeeded[input] = true }
  }
  return rebuilt(graph) { index, _, _ in isNeeded[index] ? nil : 0 }
}

private let handmade: [MiniGraph] = {
  let end = GraphWriter()
  let x = end.input("x")
  let y = end(.exp, x)
  _ = end(.tanh, y)
  let chain = GraphWriter()
  let (a, b) = (chain.input("x"), chain.constant(2))
  _ = chain(.tanh, chain(.exp, chain(.add, a, b)))
  let product = chain(.multiply, a, a)
  let acting = GraphWriter()
  let value = acting.read("v")
  _ = acting.assign("v", acting(.add, value, acting.input("x")))
  let drawing = GraphWriter()
  _ = drawing.random()
  let draw = drawing.random()
  return [end.graph(y), chain.graph(product), acting.graph(value), drawing.graph(draw)]
}()
