extension Pass {
  /// Computes once what is computed twice from the same values.
  ///
  /// Two reads of a variable are the same as long as no assignment stands between them.
  static let commonSubexpressions = Pass(name: "common subexpressions") { graph in
    struct Call: Hashable {
      let primitive: AnyHashable
      let inputs: [Int]
      /// Assignments to the variable before the call, if it is a read.
      let writes: Int
    }
    var first: [Call: Int] = [:]
    var writes: [Variable: Int] = [:]
    return graph.replacing { number, node in
      guard let primitive = node.primitive else { return nil }
      for variable in node.assignedVariables { writes[variable, default: 0] += 1 }
      guard primitive.isPure || primitive.variableRead != nil else { return nil }
      let call = Call(
        primitive: AnyHashable(primitive), inputs: node.inputs,
        writes: primitive.variableRead.map { writes[$0, default: 0] } ?? 0)
      if let earlier = first[call] { return earlier }
      first[call] = number
      return nil
    }
  }
}
