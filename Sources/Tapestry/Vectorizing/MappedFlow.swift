// Code with branches and loops, mapped where a tape watches or a graph is traced.
//
// Values that an element does not use must not affect its gradients. Picking rows ensures that from
// a branch on. But values that were computed for all elements before the branch get the gradient 0
// from elements that do not use them, and 0 times an infinite slope is NaN. Whether a number is
// infinite is known only when it has been computed: then the code runs for each element by itself,
// without the values that the element does not use. Treating 0 times infinity as 0 in the rules of
// exp and others is not an alternative: it would hide that log(1 + exp(x)) loses its slope for
// large x.

/// The results of a map that runs for all rows at once or, where its gradients would become NaN, of
/// a loop over the rows.
///
/// A map inside another leaves the choice to the outer one, whose rows share what was computed
/// before.
func guarded(
  _ map: () throws -> [Tensor], inLoop loop: () throws -> [Tensor]
) rethrows -> [Tensor] {
  let context = Context.current
  if context.mapWatch != nil { return try map() }
  let watch = MapWatch()
  context.mapWatch = watch
  let results: [Tensor]
  do {
    defer { context.mapWatch = nil }
    results = try map()
  }
  guard watch.needsLoop else { return results }
  writeOnceToStandardError(
    "vectorizedMap: infinite numbers or NaN in code with branches; it runs in a loop, so that its "
      + "gradients are right\n")
  return try loop()
}

/// The map as part of a graph, or of an enclosing map.
///
/// With branches or loops inside, the code is one operation, which sees its numbers in each run and
/// can choose. Without them, each of its operations becomes one on batches, which the graph's
/// passes optimize with all the others.
func tracedMap(
  _ function: ([Tensor]) throws -> [Tensor], _ batched: [Tensor], size: Int,
  in trace: any EnclosingTrace
) rethrows -> [Tensor] {
  let elements = batched.map { batch in
    TensorSpec(shape: Shape(Array(batch.shape.dimensions.dropFirst())), dtype: batch.dtype)
  }
  let part = try SubgraphTrace(
    of: trace, "\(trace.name), mapped", specs: elements,
    refuses: { primitive in
      if primitive.canBeMapped { return false }
      BatchTrace(size: size).refuse(primitive)
      return true
    }, function)
  let hasFlows = part.graph.nodes.contains { $0.primitive?.flowResult != nil }
  guard hasFlows else {
    return BatchTrace(size: size).map({ part.graph.replay($0 + part.captures) }, batched)
  }
  let isBatched = batched.map { _ in true } + part.captures.map { _ in false }
  return MappedFlow(ElementCode(part.graph), size: size, isBatched: isBatched, part.specs)
    .results(batched + part.captures)
}

/// The code for one element, including its branches and loops.
private final class ElementCode: Flow {
  private let graph: Graph
  var name: String { "code" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }
  var graphs: [Graph] { [graph] }

  init(_ graph: Graph) { self.graph = graph }

  func run(_ inputs: [Tensor]) -> [Tensor] { replay(inputs) }
  func replay(_ inputs: [Tensor]) -> [Tensor] { graph.replay(inputs) }
  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    graph.results(forRows: count, of: inputs, isBatched: isBatched)
  }
  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    neededResults(of: ReplayedGradient(of: self, result: result), inputs, dy: dy, needed: needed)
  }
}

/// A flow over a batch as one operation of a graph that is being traced, when it is not yet known
/// how many rows take each path.
final class MappedFlow: Flow {
  private let flow: any Flow
  private let size: Int
  /// Which of the inputs are batches.
  private let isBatched: [Bool]
  private let specs: [TensorSpec]
  var name: String { "\(flow.name) for each element" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }
  var graphs: [Graph] { flow.graphs }

  /// The flow for a number of rows, given the specs of one row's results.
  init(_ flow: any Flow, size: Int, isBatched: [Bool], _ specs: [TensorSpec]) {
    (self.flow, self.size, self.isBatched) = (flow, size, isBatched)
    self.specs = specs.map {
      TensorSpec(shape: Shape([size] + $0.shape.dimensions), dtype: $0.dtype)
    }
  }

  /// The results, as operations of the active trace.
  func results(_ inputs: [Tensor]) -> [Tensor] { results(inputs, specs) }

  func run(_ inputs: [Tensor]) -> [Tensor] {
    Context.with(interpreter: nil, tapes: []) { guardedResults(inputs) }
  }

  func replay(_ inputs: [Tensor]) -> [Tensor] {
    Context.current.interpreter != nil ? results(inputs) : guardedResults(inputs)
  }

  private func guardedResults(_ inputs: [Tensor]) -> [Tensor] {
    guarded(
      { flow.results(forRows: size, of: inputs, isBatched: isBatched) },
      inLoop: {
        let columns = zip(inputs, isBatched).map { input, isBatched in
          isBatched ? unstack(input) : [Tensor](repeating: input, count: size)
        }
        let rows = (0..<size).map { row in flow.replay(columns.map { $0[row] }) }
        return specs.indices.map { index in stack(rows.map { $0[index] }) }
      })
  }

  /// A batch of batches is one longer batch.
  func results(forRows count: Int, of inputs: [Tensor], isBatched outer: [Bool]) -> [Tensor] {
    let rows = inputs.indices.map { index -> Tensor in
      let input = inputs[index]
      guard outer[index] || isBatched[index] else { return input }
      let row = input.shape.dimensions.dropFirst(
        (outer[index] ? 1 : 0) + (isBatched[index] ? 1 : 0))
      let ones = [outer[index] ? count : 1, isBatched[index] ? size : 1]
      let batch = broadcast(reshape(input, Shape(ones + row)), to: Shape([count, size] + row))
      return reshape(batch, Shape([count * size] + row))
    }
    let results = flow.results(
      forRows: count * size, of: rows, isBatched: zip(outer, isBatched).map { $0 || $1 })
    return zip(results, specs).map { reshape($0, Shape([count] + $1.shape.dimensions)) }
  }

  func gradients(_ inputs: [Tensor], result: Int, dy: Tensor, needed: [Bool]) -> [Tensor?] {
    neededResults(of: ReplayedGradient(of: self, result: result), inputs, dy: dy, needed: needed)
  }
}
