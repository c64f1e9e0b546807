import CourseKit
import Miniature
import Plots
import Tapestry

func graphs(_ page: Page) throws {
  // The training step of a line, as it was traced and as it runs.
  let x = Tensor.linspace(-1, 1, count: 5)
  let (w, b) = (Variable(1.0, name: "w"), Variable(0.0, name: "b"))
  let step = Function("step") { (y: Tensor) in
    let tape = GradientTape()
    let loss = tape.record { square(w * x + b - y).mean() }
    let gradients = try tape.gradient(loss, [w, b])
    w.assignSub(0.1 * gradients[0])
    b.assignSub(0.1 * gradients[1])
    return loss
  }
  let loss = try step(3 * x + 2)
  print(loss)
  let concrete = step.concreteFunctions[0]
  print("\nas it was traced: \(concrete.graph.operationCount) operations")
  print(concrete.graph)
  print("\nas it runs: \(concrete.optimizedGraph.operationCount) operations")
  print(concrete.optimizedGraph)
  try page.figure(
    "ch3_graph_traced", Figure.graph(GraphDiagram(concrete.graph), title: "As it was traced"))
  try page.figure(
    "ch3_graph_optimized",
    Figure.graph(GraphDiagram(concrete.optimizedGraph), title: "As it runs"))

  try page.figure("ch3_passes", passes())

  // What is read after an assignment is another value than what was read before it.
  let counter = Variable(0.0, name: "counter")
  let count = Function("count") {
    let before = counter.tensor
    counter.assignAdd(1)
    return counter.tensor - before
  }
  print()
  print(try count(), try count())
  print(count.concreteFunctions[0].optimizedGraph)
}

/// Miniature's graph of a function whose author wrote the same twice and one thing for nothing, as
/// it was recorded and after each of the two passes.
private func passes() -> Figure {
  let recorded = MiniGraph(
    nodes: [
      MiniNode(operation: .input, name: "x", elementCount: 3),
      MiniNode(operation: .multiply, inputs: [0, 0], elementCount: 3),
      MiniNode(operation: .exp, inputs: [0], elementCount: 3),
      MiniNode(operation: .multiply, inputs: [0, 0], elementCount: 3),
      MiniNode(operation: .add, inputs: [1, 3], elementCount: 3),
    ], outputs: [4])
  let merged = withoutCommonSubexpressions(recorded)
  var diagram = GraphDiagram()
  for (prefix, graph) in [
    ("recorded", recorded), ("each computation once", merged),
    ("no dead code", withoutDeadCode(merged)),
  ] {
    for (index, node) in graph.nodes.enumerated() {
      let isResult = graph.outputs.contains(index)
      diagram.node(
        "\(prefix) \(index)",
        label: isResult
          ? "\(node.operation.rawValue)\n\(prefix)" : node.name ?? node.operation.rawValue,
        kind: node.operation == .input ? .input : isResult ? .result : .operation)
      for input in node.inputs {
        diagram.edge(from: "\(prefix) \(input)", to: "\(prefix) \(index)")
      }
    }
  }
  return Figure.graph(diagram, title: "A graph before and after two passes")
}
