extension Pass {
  /// Uses a value that was just assigned, instead of reading the variable again.
  ///
  /// An optimizer assigns a moment and computes with it in the next line. Without that read, the
  /// schedule need not end a cluster at the assignment, and the whole update is one pass over
  /// memory.
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
