// Branches and loops over a batch whose elements go different ways. The rows that take a way are
// picked out, run by themselves, and put back: what a row does not reach is not computed for it, so
// that it cannot stop the program there and nothing flows back to it from there.
//
// Computing all ways for all rows and selecting would need no picking. But a division by zero or an
// index out of range would stop rows that never get there, and the gradient of what was not
// selected is 0 times something that may be infinite.

extension Graph {
  /// The results for each of a number of rows of those arguments that are batches.
  fileprivate func results(
    forRows count: Int, of arguments: [Tensor], isBatched: [Bool]
  ) -> [Tensor] {
    let batches = zip(arguments, isBatched).filter(\.1).map(\.0)
    return BatchTrace(size: count).map(
      { elements in
        var rest = elements[...]
        return replay(zip(arguments, isBatched).map { $1 ? rest.removeFirst() : $0 })
      }, batches)
  }
}

/// Rows of a batch, in any order, with what was computed for them.
private struct BatchRows {
  let places: [Int]
  let values: [Tensor]

  /// The values of all parts, each row at its place.
  static func joined(_ parts: [BatchRows]) -> [Tensor] {
    guard parts.count > 1 else { return parts[0].values }
    let places = parts.flatMap(\.places)
    var rowOfPlace = [Int](repeating: 0, count: places.count)
    for (row, place) in places.enumerated() { rowOfPlace[place] = row }
    let order = Tensor(rowOfPlace.map(Int64.init))
    return parts[0].values.indices.map { index in
      gather(concat(parts.map { $0.values[index] }, axis: 0), order)
    }
  }
}

/// Some rows of those tensors that are batches.
private func pick(_ rows: [Int], of tensors: [Tensor], _ isBatched: [Bool]) -> [Tensor] {
  let rows = Tensor(rows.map(Int64.init))
  return zip(tensors, isBatched).map { $1 ? gather($0, rows) : $0 }
}

/// The tensors as batches: one that is the same for all rows is repeated.
private func whole(_ tensors: [Tensor], _ count: Int, _ isBatched: [Bool]) -> [Tensor] {
  zip(tensors, isBatched).map { tensor, isBatched in
    isBatched ? tensor : broadcast(tensor, to: Shape([count] + tensor.shape.dimensions))
  }
}

extension Conditional {
  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    /// The results of a branch for some rows, or for all.
    func run(_ branch: Subgraph, _ rows: [Int]? = nil) -> [Tensor] {
      var captures = branch.inputs([], inputs.dropFirst())
      let isBatched = branch.inputs([], isBatched.dropFirst())
      if let rows { captures = pick(rows, of: captures, isBatched) }
      return branch.graph.results(
        forRows: rows?.count ?? count, of: captures, isBatched: isBatched)
    }
    guard isBatched[0] else { return run(inputs[0].scalar(as: Bool.self) ? then : otherwise) }
    let truths = inputs[0].scalars(as: Bool.self)
    let (yes, no) = (truths.indices.filter { truths[$0] }, truths.indices.filter { !truths[$0] })
    if no.isEmpty { return run(then) }
    if yes.isEmpty { return run(otherwise) }
    return BatchRows.joined([
      BatchRows(places: yes, values: run(then, yes)),
      BatchRows(places: no, values: run(otherwise, no)),
    ])
  }
}

extension Loop {
  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    var captures = Array(inputs.dropFirst(stateCount))
    let captureIsBatched = isBatched.dropFirst(stateCount)
    let stateIsBatched = [Bool](repeating: true, count: stateCount)
    var state = whole(
      Array(inputs.prefix(stateCount)), count, Array(isBatched.prefix(stateCount)))
    func run(_ part: Subgraph) -> [Tensor] {
      part.graph.results(
        forRows: places.count, of: part.inputs(state, captures),
        isBatched: part.inputs(stateIsBatched, captureIsBatched))
    }
    var places = Array(0..<count)
    var finished: [BatchRows] = []
    var steps = StepCount(limit: maximumSteps)
    while true {
      let truths = run(condition)[0].scalars(as: Bool.self)
      // All end together, or there are none.
      if !truths.contains(true) && finished.isEmpty { return state }
      let goOn = truths.indices.filter { truths[$0] }
      if goOn.count < places.count {
        let done = truths.indices.filter { !truths[$0] }
        finished.append(
          BatchRows(places: done.map { places[$0] }, values: pick(done, of: state, stateIsBatched)))
        state = pick(goOn, of: state, stateIsBatched)
        captures = pick(goOn, of: captures, Array(captureIsBatched))
        places = goOn.map { places[$0] }
      }
      if places.isEmpty { return BatchRows.joined(finished) }
      steps.next()
      state = run(body)
    }
  }
}

// MARK: - Gradients

/// The gradient of one result of a flow for each row, from a tape that watches the flow's
/// operations on batches. The inputs are the flow's, and last the gradient with respect to the
/// result.
private func rowGradients(
  of flow: any Flow, result: Int, forRows count: Int, _ inputs: [Tensor], _ isBatched: [Bool]
) -> [Tensor] {
  // Each row has a gradient of its own, also with respect to what is the same for all rows. The
  // same tensor may be two of the inputs.
  let all = whole(inputs, count, isBatched)
  let sources = all.dropLast().map { identity($0) }
  let tape = GradientTape(watchAccessedVariables: false)
  for source in sources { tape.watch(source) }
  let y = tape.record {
    flow.results(
      forRows: count, of: sources, isBatched: [Bool](repeating: true, count: sources.count)
    )[result]
  }
  let gradients = try? tape.gradient(y, sources, weights: all.last!, unconnected: .zero)
  return zip(sources, gradients ?? []).map { $1 ?? Tensor.zeros(like: $0) }
}

extension LoopGradient {
  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    rowGradients(of: loop, result: result, forRows: count, inputs, isBatched)
  }
}

extension ReplayedGradient {
  func results(forRows count: Int, of inputs: [Tensor], isBatched: [Bool]) -> [Tensor] {
    rowGradients(of: flow, result: result, forRows: count, inputs, isBatched)
  }
}

// MARK: - In a graph

/// A flow over a batch as one operation of a graph that is being traced, which does not know yet
/// how many rows go which way.
final class MappedFlow: Flow {
  private let flow: any Flow
  private let size: Int
  /// Which of the inputs are batches.
  private let isBatched: [Bool]
  private let specs: [TensorSpec]
  var name: String { "\(flow.name) for each element" }
  var isPure: Bool { true }
  var assignedVariables: Set<Variable> { [] }

  /// The flow for a number of rows, given the specs of one row's results.
  init(_ flow: any Flow, size: Int, isBatched: [Bool], _ specs: [TensorSpec]) {
    (self.flow, self.size, self.isBatched) = (flow, size, isBatched)
    self.specs = specs.map {
      TensorSpec(shape: Shape([size] + $0.shape.dimensions), dtype: $0.dtype)
    }
  }

  /// The results, as operations of whoever traces.
  func results(_ inputs: [Tensor]) -> [Tensor] { results(inputs, specs) }

  func run(_ inputs: [Tensor]) -> [Tensor] {
    Context.with(interpreter: nil, tapes: []) {
      flow.results(forRows: size, of: inputs, isBatched: isBatched)
    }
  }

  func replay(_ inputs: [Tensor]) -> [Tensor] {
    let context = Context.current
    if context.interpreter == nil {
      return flow.results(forRows: size, of: inputs, isBatched: isBatched)
    }
    if context.tapes.isEmpty { return results(inputs) }
    // Traced anew, so that the tapes see what the flow's graphs hold.
    let batches = zip(inputs, isBatched).filter(\.1).map(\.0)
    return BatchTrace(size: size).map(
      { elements in
        var rest = elements[...]
        return flow.replay(zip(inputs, isBatched).map { $1 ? rest.removeFirst() : $0 })
      }, batches)
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
