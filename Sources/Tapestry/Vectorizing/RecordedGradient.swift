// Gradients of a tape inside mapped code that is traced. As operations of the trace, they would
// pass through values before a branch that an element does not use, which get the gradient 0 from
// the branch. So the recorded code becomes one operation, which runs under a tape once the numbers
// are known, like eager code.

extension GraphBuilder: DifferentiatingTrace {
  func gradients(_ part: RecordedPart, ordinary: () -> [Tensor?]) -> [Tensor?]? {
    guard part.hasFlows, isMappedCode(part.target) else { return nil }
    // Only the rules can say which sources have a gradient.
    let isConnected = rehearse(ordinary).map { $0 != nil }
    return RecordedGradient.of(part, isConnected, in: self)
  }

  /// Whether a tensor was computed by the code of a map, or inside its branches and loops.
  private func isMappedCode(_ tensor: Tensor) -> Bool {
    guard let trace = tensor.value.symbol?.trace as? any EnclosingTrace else { return false }
    for builder in trace.builders {
      if builder.isMapped { return true }
      // A function that the code calls keeps its graph, for calls from elsewhere too.
      if builder.isFunction { return false }
    }
    return false
  }
}

/// The gradients of a recorded target with respect to some sources.
private final class RecordedGradient: Flow {
  /// Computes the target and, after it, the values of which the sources consist.
  private let graph: Graph
  /// How many of the inputs, from the first, a tape follows.
  private let watchedCount: Int
  /// For each source, its values among the graph's outputs: a variable has one for each read.
  private let outputIndices: [[Int]]
  var name: String { "gradient of recorded code" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }
  var graphs: [Graph] { [graph] }

  private init(_ graph: Graph, watchedCount: Int, _ outputIndices: [[Int]]) {
    (self.graph, self.watchedCount, self.outputIndices) = (graph, watchedCount, outputIndices)
  }

  /// The gradients as operations of the active trace.
  static func of(
    _ part: RecordedPart, _ isConnected: [Bool], in trace: GraphBuilder
  ) -> [Tensor?] {
    let builder = GraphBuilder(
      name: "\(trace.name), recorded", outer: trace, isPartOfOuter: true)
    let leaves = part.leaves
    var values: [TapeRecord.ValueID: Tensor] = [:]
    for leaf in leaves { values[leaf.id] = builder.parameter(leaf.tensor.spec) }
    let context = Context.current
    let outer = context.origin
    defer { context.origin = outer }
    builder.trace {
      for entry in part.entries where entry.primitive.variableRead == nil {
        context.origin = entry.origin ?? outer
        let inputs = part.inputs(of: entry).map { input, id in
          id.flatMap { values[$0] } ?? input
        }
        values[entry.outputID] = bind(entry.primitive, inputs)
      }
    }
    var outputs = [values[part.targetID]!]
    var outputIndices: [[Int]] = []
    var specs: [TensorSpec] = []
    for (source, isConnected) in zip(part.sources, isConnected) where isConnected {
      let found = part.values(of: source!).map { values[$0]! }
      outputIndices.append(Array(outputs.count..<(outputs.count + found.count)))
      outputs += found
      specs.append(found[0].spec)
    }
    builder.finish(outputs)
    let flow = RecordedGradient(builder.graph, watchedCount: leaves.count, outputIndices)
    var results =
      flow.results(leaves.map(\.tensor) + builder.captures + [part.weights], specs)[...]
    return isConnected.map { $0 ? results.removeFirst() : nil }
  }

  func run(_ inputs: [Tensor]) -> [Tensor] { replay(inputs) }

  func replay(_ inputs: [Tensor]) -> [Tensor] {
    if Context.current.onlyTraces {
      // A value's gradient has its spec.
      let sources = graph.outputs.map { graph.nodes[$0].spec }
      return results(inputs, outputIndices.map { sources[$0[0]] })
    }
    return gradients(inputs) { graph.replay($0) }
  }

  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    gradients(whole(inputs, count, isBatched)) { sources in
      graph.results(
        forRows: count, of: sources, isBatched: [Bool](repeating: true, count: sources.count))
    }
  }

  /// The gradients, from a tape that watches how `outputs` computes the graph's outputs.
  private func gradients(_ inputs: [Tensor], _ outputs: ([Tensor]) -> [Tensor]) -> [Tensor] {
    // The same tensor may be two of the inputs.
    let sources = inputs.dropLast().map { identity($0) }
    let tape = GradientTape(watchAccessedVariables: false)
    for source in sources.prefix(watchedCount) { tape.watch(source) }
    let values = tape.record { outputs(sources) }
    let found =
      (try? tape.gradient(
        values[0], Array(values.dropFirst()), weights: inputs.last!, unconnected: .zero)) ?? []
    let gradients = zip(values.dropFirst(), found).map { $1 ?? Tensor.zeros(like: $0) }
    return outputIndices.map { indices in
      let parts = indices.map { gradients[$0 - 1] }
      return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    }
  }

  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    neededResults(of: ReplayedGradient(of: self, result: result), inputs, dy: dy, needed: needed)
  }
}
