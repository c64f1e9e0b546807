extension Pass {
  /// Changes rows of a variable in place if the program makes a new table from the old one, assigns
  /// it, and uses neither again. It is the last pass, since the others know only assignments of
  /// whole values.
  static let rowUpdates = Pass(name: "row updates") { graph in
    let users = graph.userCounts
    /// The last node so far that changed each variable.
    var changed: [Variable: Int] = [:]
    var result = graph
    for (index, node) in graph.nodes.enumerated() {
      if let assignment = node.primitive as? AssignVariable, users[index] == 0 {
        let scatter = graph.nodes[node.inputs[0]]
        let adds = (scatter.primitive as? ScatterAdd)?.lookup == .rows
        if adds || scatter.primitive is ScatterUpdate, users[node.inputs[0]] == 1,
          graph.nodes[scatter.inputs[0]].primitive?.variableRead == assignment.variable,
          changed[assignment.variable, default: -1] < scatter.inputs[0]
        {
          let rows = graph.rows(scatter.inputs[2], of: assignment.variable, users, added: adds)
          result.nodes[index].kind = .operation(
            AssignRows(
              variable: assignment.variable,
              change: !adds ? .replacement : rows.factor == nil ? .addition : .scaledAddition,
              repetition: rows.repetition))
          result.nodes[index].inputs =
            [scatter.inputs[1], rows.node] + (rows.factor.map { [$0] } ?? [])
          result.nodes[index].spec = TensorSpec(shape: [0], dtype: assignment.variable.dtype)
        }
      }
      for variable in node.assignedVariables { changed[variable] = index }
    }
    return Pass.deadCode.apply(result)
  }
}

extension Graph {
  /// The operands from which the rows were computed: a factor, such as the learning rate, and rows
  /// that were repeated. The rows themselves are then never written to memory.
  fileprivate func rows(
    _ node: Int, of variable: Variable, _ users: [Int], added: Bool
  ) -> (node: Int, factor: Int?, repetition: Shape?) {
    var (rows, factor) = (node, Int?.none)
    func isOne(_ input: Int) -> Bool { nodes[input].spec.shape.elementCount == 1 }
    if added, nodes[node].primitive is Multiplication, users[node] == 1,
      variable.dtype == .float32 || variable.dtype == .float64,
      let index = nodes[node].inputs.firstIndex(where: isOne)
    {
      (factor, rows) = (nodes[node].inputs[index], nodes[node].inputs[1 - index])
    }
    guard nodes[rows].spec.shape == nodes[node].spec.shape else { return (node, nil, nil) }
    var source = rows
    while nodes[source].primitive is Reshaping { source = nodes[source].inputs[0] }
    if let repeating = nodes[source].primitive as? Broadcasting {
      return (nodes[source].inputs[0], factor, repeating.shape)
    }
    return (rows, factor, nil)
  }
}
