import Tapestry
import TensorFlowMessages

/// Branches and loops, whose graphs are functions of their own.
extension FunctionWriter {
  mutating func write(
    _ flow: GraphFlow, _ place: Int, _ other: GraphAction
  ) throws(FormatError) -> String {
    guard case .flow(let second, _) = other else { throw graph.differing(place) }
    let step = graph.first.steps[place]
    let used = Array(flow.variables)
    let before = used.flatMap {
      flow.assigned.contains($0) ? order($0) : writer[$0].map { [$0] } ?? []
    }
    let resources = used.map { handles[$0]! }
    var name = ""
    switch (flow.kind, second.kind) {
    case (.branch(let then, let otherwise), .branch(let then2, let otherwise2)):
      let captures = Array(step.inputs.dropFirst())
      let types = captures.map { spec($0).dtype }
      let outputs = then.outputs.map { then.steps[$0].spec.dtype.message }
      func places(_ inputs: [Int]) -> [Int] { inputs.map { $0 - 1 } }
      let thenName = try inner(
        "then", then, then2, types, places(flow.inputs[0]), used, passing: nil)
      let elseName = try inner(
        "else", otherwise, otherwise2, types, places(flow.inputs[1]), used, passing: nil)
      name = builder.add(
        used.isEmpty && !drawsRandomNumbers ? "StatelessIf" : "If",
        [value(step.inputs[0])] + captures.map(value) + resources,
        after: before,
        [
          "Tcond": .type(.bool), "Tout": .types(outputs),
          "Tin": .types(types.map(\.message) + used.map { _ in .dtResource }),
          "then_branch": .function(thenName), "else_branch": .function(elseName),
        ])
    case (
      .loop(let count, let condition, let body, let limit), .loop(_, let condition2, let body2, _)
    ):
      guard limit == nil else {
        throw fail(
          place, "a loop with a limit of steps", cure: "count the steps in the loop's condition")
      }
      let types = step.inputs.map { spec($0).dtype }
      let conditionName = try inner(
        "while_cond", condition, condition2, types, flow.inputs[0], used, passing: nil)
      let bodyName = try inner(
        "while_body", body, body2, types, flow.inputs[1], used,
        passing: Array(count..<step.inputs.count))
      name = builder.add(
        used.isEmpty && !drawsRandomNumbers ? "StatelessWhile" : "While",
        step.inputs.map(value) + resources,
        after: before,
        [
          "T": .types(types.map(\.message) + used.map { _ in .dtResource }),
          "cond": .function(conditionName), "body": .function(bodyName),
        ])
    default: throw graph.differing(place)
    }
    for variable in used {
      if flow.assigned.contains(variable) {
        wrote(variable, by: name)
      } else {
        readers[variable, default: []].append(name)
      }
    }
    if !flow.assigned.isEmpty { effects.append(name) }
    return name
  }

  /// Writes a graph inside as a function of its own.
  private mutating func inner(
    _ kind: String, _ first: GraphSteps, _ second: GraphSteps, _ types: [DType], _ places: [Int],
    _ variables: [Variable], passing: [Int]?
  ) throws(FormatError) -> String {
    let name = "\(self.name)_\(kind)_\(builder.unique(kind))_\(functions.count)"
    var writer = FunctionWriter(
      try OpenGraph(first, second, function: graph.function), variables: variables)
    try writer.write(
      name, arguments: types.indices.map { "argument_\($0)" }, types: types, places: places,
      passing: passing)
    functions += writer.functions
    if writer.drawsRandomNumbers { drawsRandomNumbers = true }
    return name
  }
}

extension GraphFlow {
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
