// The gradient of a loop: the loop runs again, the state before each step is kept, and the gradient
// goes through the steps from the last to the first.

extension Loop {
  /// The gradient of one step with respect to its inputs, computed from states, captures and the
  /// gradients with respect to the states.
  struct StepGradient: Sendable {
    let graph: Graph
    let plans: PlanPool
    /// Which of the states the gradient depends on; the others need not be kept.
    let needsState: [Bool]

    init(_ loop: Loop, _ specs: [TensorSpec]) {
      graph = loop.traceStepGradient(specs)
      let optimized = graph.optimized()
      plans = PlanPool(optimized)
      let used = optimized.nodes.reduce(into: Set(optimized.outputs)) { $0.formUnion($1.inputs) }
      needsState = optimized.parameters.prefix(loop.stateCount).map(used.contains)
    }
  }

  private func traceStepGradient(_ specs: [TensorSpec]) -> Graph {
    let builder = GraphBuilder(name: "the gradient of a loop", outer: nil)
    let inputs = specs.map { builder.parameter($0) }
    let stateGradients = specs.prefix(stateCount).map { builder.parameter($0) }
    let gradients = builder.trace {
      let tape = GradientTape(watchAccessedVariables: false)
      for input in inputs { tape.watch(input) }
      let target = tape.record {
        let state = Array(inputs.prefix(stateCount))
        let results = body.graph.withoutAssignments().replay(
          body.inputs(state, inputs.dropFirst(stateCount)))
        // Results are converted to one type, since those of states may differ.
        return zip(results, stateGradients).filter { $0.0.dtype.isFloating }
          .map { cast(($0 * $1).sum(), to: .float64) }.reduce(Tensor(0, dtype: .float64)) {
            $0 + $1
          }
      }
      let gradients = try? tape.gradient(target, inputs, unconnected: .zero)
      return zip(inputs, gradients ?? []).map { $1 ?? Tensor.zeros(like: $0) }
    }
    builder.finish(gradients)
    return builder.graph
  }
}

/// The gradient of one result of a loop with respect to all its inputs, which are followed by the
/// gradient of the target with respect to that result.
final class LoopGradient: Flow {
  let loop: Loop
  let result: Int
  private let step: Loop.StepGradient
  var name: String { "while gradient" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }
  var graphs: [Graph] { loop.graphs }

  init(_ loop: Loop, result: Int, _ step: Loop.StepGradient) {
    (self.loop, self.result, self.step) = (loop, result, step)
  }

  func run(_ inputs: [Tensor]) -> [Tensor] {
    let kept = kept(inputs) { loop.run(inputs.dropLast(), beforeStep: $0) }
    return walkBack(inputs, kept, step.plans.run)
  }

  /// While nothing is traced, all steps pass the one door, so that a tape can differentiate them.
  func replay(_ inputs: [Tensor]) -> [Tensor] {
    let context = Context.current
    if context.interpreter != nil && !context.onlyTraces {
      return tapedGradients(of: loop, result: result, inputs)
    }
    let inputs = inputs.dropLast().map { identity($0) } + [inputs.last!]
    if context.onlyTraces { return results(inputs, inputs.dropLast().map(\.spec)) }
    let kept = kept(inputs) { loop.replay(Array(inputs.dropLast()), beforeStep: $0) }
    return walkBack(inputs, kept, step.graph.replay)
  }

  /// The states before the steps, as far as the gradient depends on them.
  private func kept(
    _ inputs: [Tensor], _ run: (_ beforeStep: ([Tensor]) -> Void) -> Void
  ) -> [[Tensor]] {
    var kept: [[Tensor]] = []
    run { state in
      // A state on which the gradient does not depend is replaced by the initial one, which exists
      // anyway.
      kept.append(state.indices.map { step.needsState[$0] ? state[$0] : inputs[$0] })
    }
    return kept
  }

  private func walkBack(
    _ inputs: [Tensor], _ kept: [[Tensor]], _ gradient: ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    let captures = inputs.dropLast().dropFirst(loop.stateCount)
    var gradients = inputs.dropLast().map { Tensor.zeros(like: $0) }
    gradients[result] = inputs.last!
    for state in kept.reversed() {
      let step = gradient(state + captures + gradients.prefix(loop.stateCount))
      for index in 0..<loop.stateCount { gradients[index] = step[index] }
      // Conditions and integers that the steps use have no gradient to add up.
      for index in loop.stateCount..<gradients.count where gradients[index].dtype.isFloating {
        gradients[index] = gradients[index] + step[index]
      }
    }
    return gradients
  }

  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    neededResults(of: ReplayedGradient(of: self, result: result), inputs, dy: dy, needed: needed)
  }
}

/// The gradient of one result of a flow, from a tape that watches the flow's operations one by one.
///
/// It is slower than a gradient that is a graph, but can be of any order: what it computes is
/// recorded like any other operations. Gradients of a loop's gradient are of this kind.
final class ReplayedGradient: Flow {
  let flow: any Flow
  let result: Int
  var name: String { "gradient of \(flow.name)" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }
  var graphs: [Graph] { flow.graphs }

  init(of flow: any Flow, result: Int) { (self.flow, self.result) = (flow, result) }

  func run(_ inputs: [Tensor]) -> [Tensor] { replay(inputs) }

  func replay(_ inputs: [Tensor]) -> [Tensor] {
    if Context.current.onlyTraces {
      let inputs = inputs.dropLast().map { identity($0) } + [inputs.last!]
      return results(inputs, inputs.dropLast().map(\.spec))
    }
    return tapedGradients(of: flow, result: result, inputs)
  }

  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    neededResults(of: ReplayedGradient(of: self, result: result), inputs, dy: dy, needed: needed)
  }
}

extension Context {
  /// Whether operations become nodes of a graph, and no tape watches. If one does, a flow is traced
  /// anew, so that the tape sees what the flow's graphs contain.
  var onlyTraces: Bool { self.interpreter != nil && self.tapes.isEmpty }
}

/// The gradient of one result of a flow with respect to its inputs, from a tape. The inputs are
/// followed by the gradient of the target with respect to that result.
private func tapedGradients(of flow: any Flow, result: Int, _ inputs: [Tensor]) -> [Tensor] {
  // The same tensor may be two of the inputs.
  let sources = inputs.dropLast().map { identity($0) }
  let tape = GradientTape(watchAccessedVariables: false)
  for source in sources { tape.watch(source) }
  let y = tape.record { flow.replay(sources)[result] }
  let gradients = try? tape.gradient(y, sources, weights: inputs.last!, unconnected: .zero)
  return zip(sources, gradients ?? []).map { $1 ?? Tensor.zeros(like: $0) }
}
