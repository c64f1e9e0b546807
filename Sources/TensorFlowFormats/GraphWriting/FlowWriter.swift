import Tapestry
import TensorFlowMessages

/// Branches and loops, whose graphs are functions of their own.
///
/// They take the values of variables that they do not assign, and handles only for those that they
/// do: TensorFlow 2.1 finds no gradient with respect to a variable that is read inside a loaded
/// loop.
extension FunctionWriter {
  mutating func write(
    _ flow: GraphFlow, _ index: Int, _ other: GraphAction
  ) throws(FormatError) -> String {
    guard case .flow(let second, _) = other else { throw graph.differing(index) }
    let step = graph.first.steps[index]
    let used = flow.variables
    let assigned = used.filter(flow.assigned.contains)
    let fixed = used.filter { !flow.assigned.contains($0) }
    let variableInputs = fixed.map { read($0) } + assigned.map { handles[$0]! }
    let variableTypes = fixed.map(\.dtype.message) + assigned.map { _ in .dtResource }
    var name = ""
    let demandsOutside = demandsConditions
    demandsConditions = false
    switch (flow.kind, second.kind) {
    case (.branch(let then, let otherwise), .branch(let then2, let otherwise2)):
      let captures = Array(step.inputs.dropFirst())
      let types = captures.map { spec($0).dtype }
      let outputs = then.outputs.map { then.steps[$0].spec.dtype.message }
      func argumentIndices(_ inputs: [Int]) -> [Int] { inputs.map { $0 - 1 } }
      let thenName = try inner(
        "then", then, then2, types, argumentIndices(flow.inputs[0]), assigned, fixed)
      let elseName = try inner(
        "else", otherwise, otherwise2, types, argumentIndices(flow.inputs[1]), assigned, fixed)
      name = builder.add(
        hasNoEffect(assigned) ? "StatelessIf" : "If",
        [value(step.inputs[0])] + captures.map(value) + variableInputs,
        after: assigned.flatMap(order),
        [
          "Tcond": .type(.bool), "Tout": .types(outputs),
          "Tin": .types(types.map(\.message) + variableTypes),
          "then_branch": .function(thenName), "else_branch": .function(elseName),
        ])
    case (
      .loop(let count, let condition, let body, let limit), .loop(_, let condition2, let body2, _)
    ):
      guard limit == nil else {
        throw fail(
          index, "a loop with a limit of steps", cure: "count the steps in the loop's condition")
      }
      // TensorFlow's gradient of a loop expects the count of steps and its limit, -1 for none, at
      // these positions, as nodes of their own.
      let types = [.int32, .int32] + step.inputs.map { spec($0).dtype }
      func argumentIndices(_ inputs: [Int]) -> [Int] { inputs.map { $0 + flow.firstResult } }
      let conditionName = try inner(
        "while_cond", condition, condition2, types, argumentIndices(flow.inputs[0]), assigned, fixed
      )
      let bodyName = try inner(
        "while_body", body, body2, types, argumentIndices(flow.inputs[1]), assigned, fixed,
        role: .body(passing: count + flow.firstResult))
      name = builder.add(
        hasNoEffect(assigned) ? "StatelessWhile" : "While",
        [
          builder.owned(Tensor(0 as Int32), "loop_counter"),
          builder.owned(Tensor(-1 as Int32), "maximum_iterations"),
        ] + step.inputs.map(value) + variableInputs,
        after: assigned.flatMap(order),
        [
          "T": .types(types.map(\.message) + variableTypes),
          "cond": .function(conditionName), "body": .function(bodyName),
        ])
    default: throw graph.differing(index)
    }
    for variable in assigned { wrote(variable, by: name) }
    if !flow.assigned.isEmpty || demandsConditions { effects.append(name) }
    if demandsOutside { demandsConditions = true }
    return name
  }

  /// Whether the inner graphs, which have been written, have no side effects.
  private func hasNoEffect(_ assigned: [Variable]) -> Bool {
    assigned.isEmpty && !drawsRandomNumbers && !demandsConditions
  }

  /// Writes a graph inside as a function of its own.
  private mutating func inner(
    _ kind: String, _ first: GraphSteps, _ second: GraphSteps, _ types: [DType],
    _ argumentIndices: [Int],
    _ assigned: [Variable], _ fixed: [Variable], role: Role = .plain
  ) throws(FormatError) -> String {
    let name = "\(self.name)_\(kind)_\(builder.unique(kind))_\(functions.count)"
    var writer = FunctionWriter(
      try OpenGraph(first, second, function: graph.function), variables: assigned, fixed: fixed)
    try writer.write(
      name, arguments: types.indices.map { "argument_\($0)" }, types: types,
      argumentIndices: argumentIndices,
      role: role)
    functions += writer.functions
    if writer.drawsRandomNumbers { drawsRandomNumbers = true }
    if writer.demandsConditions { demandsConditions = true }
    return name
  }
}

extension GraphFlow {
  /// The position of its first result among those of the node: a loop first returns the count of
  /// its steps and its limit.
  var firstResult: Int { if case .loop = kind { 2 } else { 0 } }

  /// The variables that its graphs read or change.
  var variables: [Variable] {
    let graphs: [GraphSteps] =
      switch kind {
      case .branch(let then, let otherwise): [then, otherwise]
      case .loop(_, let condition, let body, _): [condition, body]
      }
    return graphs.flatMap(\.variables).reduce(into: []) { all, variable in
      if !all.contains(variable) { all.append(variable) }
    }
  }
}
