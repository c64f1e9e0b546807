import CourseKit
import Plots
import Tapestry

func engine(_ page: Page) throws {
  // What the tape of a linear regression holds: calls, in the order in which they ran.
  let x = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
  let y = Tensor([[5.0], [11.0], [17.0]])
  let weights = Variable(Tensor.zeros([2, 1]), name: "weights")
  let recording = GradientTape(persistent: true)
  let loss = recording.record { square(y - matmul(x, weights)).mean() }
  print(recording.graph)
  try page.figure(
    "ch2_recorded_graph", Figure.graph(GraphDiagram(recording.graph), title: "What the tape holds"))

  try page.figure("ch2_walk_back", try walkBack())

  // The gradient is what a small step confirms.
  print(try recording.gradient(loss, weights))
  try checkGradients("the mean squared error", at: [Tensor([[0.5], [-1.0]], dtype: .float64)]) {
    square(cast(y, to: .float64) - matmul(cast(x, to: .float64), $0[0])).mean()
  }
  print("central differences agree")

  // Gradients are made of operations, so a tape around a tape differentiates twice.
  let t = Variable(2.0)
  let outer = GradientTape()
  let speed = try outer.record {
    let inner = GradientTape()
    let position = inner.record { t * t * t }
    return try inner.gradient(position, t)
  }
  print(
    "speed", speed.scalarDescription, "acceleration", try outer.gradient(speed, t).scalarDescription
  )

  // Of a target with several elements, the jacobian has a row for each.
  let p = Variable([1.0, 2.0, 3.0])
  let curve = GradientTape(persistent: true)
  let q = curve.record { p * p }
  print(try curve.jacobian(q, p))

  // log(1 + exp(x)) is steep nowhere, but its parts overflow; a rule of its own helps.
  let far = Variable(100.0)
  let plain = GradientTape()
  let overflow = plain.record { log(1 + exp(far)) }
  print(try plain.gradient(overflow, far).scalarDescription)
  let careful = GradientTape()
  let stable = careful.record {
    customGradient(far) { x in
      let e = exp(x)
      return (log(1 + e), { dy in dy * (1 - 1 / (1 + e)) })
    }
  }
  print(try careful.gradient(stable, far).scalarDescription)

  try page.figure("ch2_activations", activations())
}

/// The function of the first section as a graph, with its values in the boxes, and on the arrows
/// the gradients that the walk back carries.
private func walkBack() throws -> Figure {
  let (a, b) = (Variable(4.0), Variable(5.0))
  let tape = GradientTape(persistent: true)
  let (square, product, sum) = tape.record { () -> (Tensor, Tensor, Tensor) in
    let (square, product) = (Tapestry.square(a), 3 * b)
    return (square, product, square + product)
  }
  var graph = GraphDiagram()
  for (name, value, kind) in [
    ("f", sum, .result), ("a²", square, .operation), ("3b", product, .operation),
    ("a", a.tensor, .variable), ("b", b.tensor, .variable),
  ] as [(String, Tensor, GraphDiagram.Kind)] {
    graph.node(name, label: "\(name)\n\(value.scalarDescription)", kind: kind)
  }
  let gradients = try tape.gradient(sum, [square, product, a.self, b.self])
  for (edge, gradient) in zip([("f", "a²"), ("f", "3b"), ("a²", "a"), ("3b", "b")], gradients) {
    graph.edge(from: edge.0, to: edge.1, label: gradient.scalarDescription)
  }
  return Figure.graph(graph, title: "The walk back")
}

/// The activation functions and, from the tape, their slopes.
private func activations() throws -> Figure {
  let x = Tensor.linspace(-4, 4, count: 401)
  let functions: [(String, (Tensor) -> Tensor)] = [
    ("tanh", { tanh($0) }), ("sigmoid", { sigmoid($0) }), ("relu", { relu($0) }),
    ("gelu", { gelu($0) }), ("elu", { elu($0) }),
  ]
  var figure = Figure(width: 12, height: 5, rows: 1, columns: 2)
  figure[0, 0].title = "activation functions"
  figure[0, 1].title = "their slopes, from the tape"
  for (name, function) in functions {
    let tape = GradientTape()
    tape.watch(x)
    let y = tape.record { function(x) }
    let slope = try tape.gradient(y, x)
    figure[0, 0].line(x.scalars(as: Float.self), y.scalars(as: Float.self), label: name)
    figure[0, 1].line(x.scalars(as: Float.self), slope.scalars(as: Float.self), label: name)
  }
  return figure
}
