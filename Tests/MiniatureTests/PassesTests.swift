import Testing

@testable import Miniature

@Suite struct PassesTests {
  @Test func `unneeded nodes are removed, with what only they needed; side effects stay`() {
    let recorder = Recorder()
    let x = recorder.input("x", elementCount: 2)
    _ = (x * x).apply(.exp)
    recorder.assign("w", x + x)
    _ = recorder.random(elementCount: 3)
    let graph = withoutDeadCode(recorder.graph(outputs: [x - x]))
    #expect(graph.nodes.map(\.operation) == [.input, .add, .assign, .random, .subtract])
    #expect(graph.nodes[2].inputs == [1])
    #expect(graph.outputs == [4])
  }

  @Test func `equal computations are done once, also those on equal computations`() {
    let recorder = Recorder()
    let (x, y) = (recorder.input("x", elementCount: 2), recorder.input("y", elementCount: 2))
    let once = (x + y).apply(.exp)
    let again = (y + x).apply(.exp)
    let graph = withoutCommonSubexpressions(recorder.graph(outputs: [once * again]))
    #expect(graph.nodes.map(\.operation) == [.input, .input, .add, .exp, .multiply])
    #expect(graph.nodes[4].inputs == [3, 3])
  }

  @Test func `differences, draws, 0 and -0, and reads around an assignment are not merged`() {
    let recorder = Recorder()
    let (x, y) = (recorder.input("x", elementCount: 2), recorder.input("y", elementCount: 2))
    let read = recorder.read("w", elementCount: 2)
    recorder.assign("w", x)
    let outputs = [
      x - y, y - x, recorder.random(elementCount: 2), recorder.random(elementCount: 2),
      recorder.constant(0), recorder.constant(-0.0), read, recorder.read("w", elementCount: 2),
    ]
    let recorded = recorder.graph(outputs: outputs)
    #expect(withoutCommonSubexpressions(recorded) == recorded)
  }

  @Test func `reads of one variable are merged across an assignment to another`() {
    let recorder = Recorder()
    let first = recorder.read("w", elementCount: 2)
    recorder.assign("u", first)
    let graph = recorder.graph(outputs: [first + recorder.read("w", elementCount: 2)])
    #expect(withoutCommonSubexpressions(graph).nodes.map(\.operation) == [.read, .assign, .add])
  }

  @Test(arguments: 0..<100)
  func `random graphs give the same bits before and after each pass`(seed: Int) {
    let graph = randomGraph(seed: seed)
    let expected = outcome(of: graph)
    for pass in [withoutDeadCode, withoutCommonSubexpressions] {
      let cleaned = pass(graph)
      #expect(outcome(of: cleaned) == expected, "seed \(seed)")
      #expect(cleaned.nodes.count <= graph.nodes.count)
      #expect(pass(cleaned) == cleaned, "seed \(seed): a second pass found something")
    }
    #expect(outcome(of: withoutDeadCode(withoutCommonSubexpressions(graph))) == expected)
  }
}

/// The bits of all that a graph computes and leaves behind, without passes and shared memory.
private func outcome(of graph: MiniGraph) -> [[UInt32]] {
  var plain = Pieces()
  plain.withoutDeadCode = { $0 }
  plain.withoutCommonSubexpressions = { $0 }
  plain.memoryPlan = { values in
    values.indices.map { index in values[..<index].reduce(0) { $0 + $1.size } }
  }
  return Pieces.$current.withValue(plain) { bits(MiniPlan(graph)) }
}

/// The bits of what a plan computes, and of the variables and the next random number after it.
func bits(_ plan: MiniPlan) -> [[UInt32]] {
  var state = MiniState()
  state.variables = ["w": [1, -2, 0.5]]
  let results = plan.run(["x": [0.3, -0.0, 2], "y": [-1, .infinity, 0.7]], &state)
  return (results + [state.variables["w"]!, [state.random.uniform()]]).map { $0.map(\.bitPattern) }
}

/// A graph of twenty operations chosen at random, with repetitions, assignments and draws.
func randomGraph(seed: Int) -> MiniGraph {
  var random = MiniRandom(seed: seed)
  let recorder = Recorder()
  var values = [
    recorder.input("x", elementCount: 3), recorder.input("y", elementCount: 3),
    recorder.constant(-0.0), recorder.constant(2),
  ]
  for _ in 0..<20 {
    let (a, b) = (values.randomElement(using: &random)!, values.randomElement(using: &random)!)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: values.append(a + b)
    case 1: values.append(a - b)
    case 2: values.append(a * b)
    case 3: values.append(a / b)
    case 4: values.append(a.apply([.negate, .exp, .tanh, .relu].randomElement(using: &random)!))
    case 5: values.append(a.sum())
    case 6: values.append(recorder.random(elementCount: 3))
    case 7: values.append(recorder.read("w", elementCount: 3))
    // Three elements, as all reads of the variable expect.
    case 8: recorder.assign("w", a + recorder.input("x", elementCount: 3))
    default: values.append(b + a)
    }
  }
  let outputs = (0..<3).map { _ in values.randomElement(using: &random)! }
  return recorder.graph(outputs: outputs)
}
