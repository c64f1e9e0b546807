extension Pass {
  /// Uses a value that was just assigned as it is, in place of reading the variable again.
  ///
  /// An optimizer assigns a moment and computes with it in the next line. With the reading gone,
  /// the schedule need not stop for the assignment, and all of the update is one pass over memory.
  static let assignedValues = Pass(name: "assigned values") { graph in
    var assigned: [Variable: Int] = [:]
    return graph.replacing { _, node in
      if let variable = node.primitive?.variableRead { return assigned[variable] }
      for variable in node.assignedVariables { assigned[variable] = nil }
      if let variable = node.primitive?.variableAssigned { assigned[variable] = node.inputs[0] }
      return nil
    }
  }
}
