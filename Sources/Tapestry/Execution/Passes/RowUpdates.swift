extension Pass {
  /// Changes rows of a variable in place where the program makes a new table out of the old one and
  /// assigns it, and uses neither again. It is the last of the passes: the others know assignments of
  /// whole values only.
  static let rowUpdates = Pass(name: "row updates") { graph in
    let users = graph.userCounts
    /// The last node so far that changed a variable.
    var changed: [Variable: Int] = [:]
    var result = graph
    for (number, node) in graph.nodes.enumerated() {
      if let assignment = node.primitive as? AssignVariable, users[number] == 0 {
        let scatter = graph.nodes[node.inputs[0]]
        let adds = (scatter.primitive as? ScatterAdd)?.lookup == .rows
        if adds || scatter.primitive is ScatterUpdate, users[node.inputs[0]] == 1,
          graph.nodes[scatter.inputs[0]].primitive?.variableRead == assignment.variable,
          changed[assignment.variable, default: -1] < scatter.inputs[0]
        {
          result.nodes[number].kind = .operation(
            AssignRows(variable: assignment.variable, adds: adds))
          result.nodes[number].inputs = Array(scatter.inputs[1...])
          result.nodes[number].spec = TensorSpec(shape: [0], dtype: assignment.variable.dtype)
        }
      }
      for variable in node.assignedVariables { changed[variable] = number }
    }
    return Pass.deadCode.apply(result)
  }
}

extension Graph {
  /// How often each node's value is used, by other nodes or as a result.
  fileprivate var userCounts: [Int] {
    var users = [Int](repeating: 0, count: nodes.count)
    for node in nodes { for input in node.inputs { users[input] += 1 } }
    for output in outputs { users[output] += 1 }
    return users
  }
}
