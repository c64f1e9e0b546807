import Synchronization

// A branch or a loop has several results, and a primitive has one. So each result is a primitive of
// its own; those of one flow share it, and when a graph runs, the flow runs once for all of them.

/// A branch or a loop, which computes several results from some inputs.
protocol Flow: AnyObject, Sendable {
  var name: String { get }
  var isPure: Bool { get }
  /// The variables that a run may change.
  var assignedVariables: Set<Variable> { get }
  /// The graphs that a run may run.
  var graphs: [Graph] { get }
  /// Whether a run draws random numbers.
  var drawsRandomNumbers: Bool { get }
  /// The results for inputs that have values.
  func run(_ inputs: [Tensor]) -> [Tensor]
  /// The results, computed through the one door, for tapes and outer traces.
  func replay(_ inputs: [Tensor]) -> [Tensor]
  /// The results for each row of those inputs that are batches, while the others are the same for
  /// all rows; computed through the one door, while nothing is traced.
  func results(
    forRows count: Int, of inputs: [Tensor], isBatched: [Bool]
  ) -> [Tensor]
  /// The gradients of the target with respect to the inputs, given the gradient with respect to one
  /// result; nil where none is needed.
  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?]
}

extension Flow {
  var drawsRandomNumbers: Bool { false }

  /// Whether operations of a file are in the graphs.
  var isFromFile: Bool { graphs.contains(where: \.isFromFile) }

  /// Whether there can be a gradient, which runs the flow again. Not if it would need the random
  /// numbers of a run that is over: it would draw others.
  func canRunAgain() -> Bool {
    guard drawsRandomNumbers else { return true }
    endCall(
      InvalidUse(
        name, "the gradient through a flow that draws random numbers",
        cure: "draw them before it, in a loop for all steps at once, and use them inside"))
    return false
  }

  /// The needed gradients, from a flow that computes them: it has one result for each input, and
  /// one more input, `dy`.
  func neededResults(
    of gradient: any Flow, _ inputs: [Tensor], dy: Tensor, needed: [Bool]
  ) -> [Tensor?] {
    let specs = inputs.map(\.spec)
    return needed.indices.map { index in
      needed[index]
        ? bind(FlowResult(flow: gradient, index: index, specs: specs), inputs + [dy]) : nil
    }
  }

  /// Appends the flow to the graph that is being traced.
  func results(_ inputs: [Tensor], _ specs: [TensorSpec]) -> [Tensor] {
    if specs.isEmpty { _ = bind(FlowResult(flow: self, index: nil, specs: []), inputs) }
    return specs.indices.map { index in
      bind(FlowResult(flow: self, index: index, specs: specs), inputs)
    }
  }
}

/// One result of a flow.
struct FlowResult: JointlyDifferentiated {
  let flow: any Flow
  /// The index of the result; nil for a flow that is run only for its effects.
  let index: Int?
  let specs: [TensorSpec]

  var name: String { flow.name }
  var isPure: Bool { flow.isPure }
  var flowResult: FlowResult? { self }

  static func == (a: FlowResult, b: FlowResult) -> Bool { a.flow === b.flow && a.index == b.index }
  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(flow))
    hasher.combine(index)
  }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    index.map { specs[$0] } ?? TensorSpec(shape: [], dtype: .bool)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { select(flow.run(inputs)) }

  /// The result that this primitive stands for.
  func select(_ results: [Tensor]) -> Tensor { index.map { results[$0] } ?? Tensor(true) }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    guard let index else { return needed.map { _ in nil } }
    let needed = zip(needed, call.inputs).map { $0 && $1.dtype.isFloating }
    return flow.gradients(call.inputs, result: index, dy: call.dy, needed: needed)
  }
}

// MARK: - Branches

/// One of two graphs, chosen by the first input.
final class Conditional: Flow {
  let then: Subgraph
  let otherwise: Subgraph
  var name: String { "cond" }
  let isPure: Bool
  let assignedVariables: Set<Variable>
  let drawsRandomNumbers: Bool

  var graphs: [Graph] { [then.graph, otherwise.graph] }

  init(then: Subgraph, otherwise: Subgraph) {
    self.then = then
    self.otherwise = otherwise
    drawsRandomNumbers = then.graph.drawsRandomNumbers || otherwise.graph.drawsRandomNumbers
    isPure = then.isPure && otherwise.isPure
    assignedVariables = then.graph.assignedVariables.union(otherwise.graph.assignedVariables)
  }

  func run(_ inputs: [Tensor]) -> [Tensor] {
    let chosen = inputs[0].scalar(as: Bool.self) ? then : otherwise
    return chosen.run([], inputs.dropFirst())
  }

  func replay(_ inputs: [Tensor]) -> [Tensor] {
    cond(
      inputs[0], then: { self.then.graph.replay(self.then.inputs([], inputs.dropFirst())) },
      else: { self.otherwise.graph.replay(self.otherwise.inputs([], inputs.dropFirst())) })
  }

  /// The gradients go through the branch that was chosen.
  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    let neededIndices = needed.indices.filter { needed[$0] }
    guard canRunAgain(), !neededIndices.isEmpty else { return needed.map { _ in nil } }
    func gradients(_ branch: Subgraph) -> [Tensor] {
      // The same tensor may be two of the inputs, each of which has a gradient of its own.
      var inputs = inputs
      for index in neededIndices { inputs[index] = identity(inputs[index]) }
      let tape = GradientTape(watchAccessedVariables: false)
      for index in neededIndices { tape.watch(inputs[index]) }
      let y = tape.record {
        branch.graph.withoutAssignments().replay(branch.inputs([], inputs.dropFirst()))[result]
      }
      let sources = neededIndices.map { inputs[$0] }
      let found = try? tape.gradient(y, sources, weights: dy, unconnected: .zero)
      return sources.indices.map { found?[$0] ?? Tensor.zeros(like: sources[$0]) }
    }
    let found = cond(inputs[0], then: { gradients(then) }, else: { gradients(otherwise) })
    var result = [Tensor?](repeating: nil, count: inputs.count)
    for (index, gradient) in zip(neededIndices, found) { result[index] = gradient }
    return result
  }
}

// MARK: - Loops

/// A graph that runs again on its own results as long as the condition, another graph, holds.
final class Loop: Flow {
  let stateCount: Int
  let condition: Subgraph
  let body: Subgraph
  let maximumSteps: Int?
  var name: String { "while" }
  let isPure: Bool
  let assignedVariables: Set<Variable>
  let drawsRandomNumbers: Bool

  var graphs: [Graph] { [condition.graph, body.graph] }

  init(stateCount: Int, condition: Subgraph, body: Subgraph, maximumSteps: Int?) {
    self.stateCount = stateCount
    self.condition = condition
    self.body = body
    self.maximumSteps = maximumSteps
    drawsRandomNumbers = condition.graph.drawsRandomNumbers || body.graph.drawsRandomNumbers
    isPure = condition.isPure && body.isPure
    assignedVariables = condition.graph.assignedVariables.union(body.graph.assignedVariables)
  }

  func run(_ inputs: [Tensor]) -> [Tensor] {
    run(inputs) { _ in }
  }

  /// Runs the loop, and calls `body` with the state before each step.
  @discardableResult
  func run(_ inputs: [Tensor], beforeStep: ([Tensor]) -> Void) -> [Tensor] {
    let captures = inputs.dropFirst(stateCount)
    var state = Array(inputs.prefix(stateCount))
    var steps = StepCount(limit: maximumSteps)
    while condition.run(state, captures)[0].scalar(as: Bool.self) {
      guard steps.next() else { break }
      beforeStep(state)
      state = body.run(state, captures)
    }
    return state
  }

  func replay(_ inputs: [Tensor]) -> [Tensor] { replay(inputs) { _ in } }

  /// Runs the loop by way of the one door, and shows the state before each step.
  @discardableResult
  func replay(_ inputs: [Tensor], beforeStep: ([Tensor]) -> Void) -> [Tensor] {
    let captures = inputs.dropFirst(stateCount)
    return whileLoop(
      Array(inputs.prefix(stateCount)),
      while: { self.condition.graph.replay(self.condition.inputs($0, captures))[0] },
      do: { state in
        beforeStep(state)
        return self.body.graph.replay(self.body.inputs(state, captures))
      }, maximumSteps: maximumSteps)
  }

  /// The loop as it runs again for a gradient, without its assignments, which have already been
  /// made.
  ///
  /// There is none if a step reads a variable that an earlier step assigned: its value at that time
  /// is gone.
  private func withoutAssignments() -> Loop? {
    guard !assignedVariables.isEmpty else { return self }
    let loop = Loop(
      stateCount: stateCount, condition: condition.withoutAssignments(),
      body: body.withoutAssignments(), maximumSteps: maximumSteps)
    let reads = loop.condition.variablesRead.union(loop.body.variablesRead)
    if let variable = assignedVariables.first(where: reads.contains) {
      endCall(
        InvalidUse(
          name, "the gradient through a loop that reads variable '\(variable.name)' and assigns it",
          cure: "carry its value as a state of the loop, and assign it after the loop"))
      return nil
    }
    return loop
  }

  /// The gradient of a step for the last shapes of the inputs; in a graph, a loop has only one set
  /// of them.
  private let stepGradient = Mutex<(specs: [TensorSpec], gradient: StepGradient)?>(nil)

  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    guard canRunAgain(), let loop = withoutAssignments() else { return needed.map { _ in nil } }
    let gradient = LoopGradient(loop, result: result, step(inputs.map(\.spec)))
    return neededResults(of: gradient, inputs, dy: dy, needed: needed)
  }

  private func step(_ specs: [TensorSpec]) -> StepGradient {
    stepGradient.withLock { known in
      if let known, known.specs == specs { return known.gradient }
      let gradient = StepGradient(self, specs)
      known = (specs, gradient)
      return gradient
    }
  }
}

extension Graph {
  /// Whether a run draws random numbers.
  var drawsRandomNumbers: Bool {
    nodes.contains { node in
      node.primitive is any RandomPrimitive
        || node.primitive?.flowResult?.flow.drawsRandomNumbers == true
    }
  }

  /// The graph without its assignments: a gradient computes values again, but changes no variable
  /// again.
  func withoutAssignments() -> Graph {
    let assigned = nodes.indices.filter { nodes[$0].primitive?.variableAssigned != nil }
    guard !assigned.isEmpty else { return self }
    var result = self
    for node in assigned { result.nodes[node].kind = .operation(Identity()) }
    return result
  }
}
