// Branches and loops over a batch whose elements take different paths. The rows that take a path
// are picked out, run by themselves, and put back: what a row does not reach is not computed for
// it, so it can neither stop the program there nor receive a gradient from there.
//
// Computing all paths for all rows and selecting would need no picking. But a division by zero or
// an index out of range would stop the program for rows that never get there, and the gradient of
// what was not selected is 0 times something that may be infinite.

extension Graph {
  /// The results for each of a number of rows of those arguments that are batches.
  func results(forRows count: Int, of arguments: [Tensor], isBatched: [Bool]) -> [Tensor] {
    let batches = zip(arguments, isBatched).filter(\.1).map(\.0)
    return BatchTrace(size: count).map(
      { elements in
        var rest = elements[...]
        return replay(zip(arguments, isBatched).map { $1 ? rest.removeFirst() : $0 })
      }, batches)
  }
}

/// Rows of a batch, in any order, and the values computed for them.
private struct BatchRows {
  let rows: [Int]
  let values: [Tensor]

  /// The values of all parts, each row at its position.
  static func joined(_ parts: [BatchRows]) -> [Tensor] {
    guard parts.count > 1 else { return parts[0].values }
    let rows = parts.flatMap(\.rows)
    var indexOfRow = [Int](repeating: 0, count: rows.count)
    for (index, row) in rows.enumerated() { indexOfRow[row] = index }
    let order = Tensor(indexOfRow.map(Int64.init))
    return parts[0].values.indices.map { index in
      gather(concat(parts.map { $0.values[index] }, axis: 0), order)
    }
  }
}

/// The tensors with only the given rows of those that are batches.
private func pick(_ rows: [Int], of tensors: [Tensor], _ isBatched: [Bool]) -> [Tensor] {
  let rows = Tensor(rows.map(Int64.init))
  return zip(tensors, isBatched).map { $1 ? gather($0, rows) : $0 }
}

/// The tensors as batches: one that is the same for all rows is repeated.
func whole(_ tensors: [Tensor], _ count: Int, _ isBatched: [Bool]) -> [Tensor] {
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
    let predicates = inputs[0].scalars(as: Bool.self)
    let (yes, no) = (
      predicates.indices.filter { predicates[$0] }, predicates.indices.filter { !predicates[$0] }
    )
    if no.isEmpty { return run(then) }
    if yes.isEmpty { return run(otherwise) }
    return BatchRows.joined([
      BatchRows(rows: yes, values: run(then, yes)),
      BatchRows(rows: no, values: run(otherwise, no)),
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
        forRows: rows.count, of: part.inputs(state, captures),
        isBatched: part.inputs(stateIsBatched, captureIsBatched))
    }
    var rows = Array(0..<count)
    var finished: [BatchRows] = []
    var steps = StepCount(limit: maximumSteps)
    while true {
      let predicates = run(condition)[0].scalars(as: Bool.self)
      // All rows end together, or there are none.
      if !predicates.contains(true) && finished.isEmpty { return state }
      let goOn = predicates.indices.filter { predicates[$0] }
      if goOn.count < rows.count {
        let done = predicates.indices.filter { !predicates[$0] }
        finished.append(
          BatchRows(rows: done.map { rows[$0] }, values: pick(done, of: state, stateIsBatched)))
        state = pick(goOn, of: state, stateIsBatched)
        captures = pick(goOn, of: captures, Array(captureIsBatched))
        rows = goOn.map { rows[$0] }
      }
      if rows.isEmpty { return BatchRows.joined(finished) }
      guard steps.next() else {
        return BatchRows.joined(finished + [BatchRows(rows: rows, values: state)])
      }
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
  // Each row has a gradient of its own, also with respect to inputs that are the same for all rows.
  // The same tensor may be two of the inputs.
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
