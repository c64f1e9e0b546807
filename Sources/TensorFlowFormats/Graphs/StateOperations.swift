import Tapestry

extension GraphOperations {
  /// Constants, variables, and nodes that stand for others.
  static let stateOperations: [String: GraphOperation] = [
    "Const": { call in
      guard let value = call.node.attr["value"]?.tensor else { throw call.fail("it has no value") }
      // A string is of use to nodes that are not read, and stops nobody before.
      if value.dtype == .dtString { return [.other("a string")] }
      return [.tensor(try value.tensor(at: call.place))]
    },
    "Identity": { call in
      let input = try call.input(0)
      if case .tensor(let tensor) = input { return [.tensor(identity(tensor))] }
      return [input]
    },
    "IdentityN": { call in call.inputs },
    "StopGradient": { call in [.tensor(stopGradient(try call.tensor(0)))] },
    "PreventGradient": { call in [.tensor(stopGradient(try call.tensor(0)))] },
    "NoOp": { _ in [] },
    "Assert": { _ in [] },
    "DisableCopyOnRead": { _ in [] },
    "ReadVariableOp": { call in [.tensor(try call.variable().tensor)] },
    "VarIsInitializedOp": { _ in [.tensor(Tensor(true))] },
    "ResourceGather": { call in
      let variable = try call.variable()
      guard variable.shape.rank > 0, try call.number("batch_dims", default: 0) == 0 else {
        throw call.fail("a scalar or a batch is looked up in")
      }
      return [.tensor(try call.gather(variable.tensor, try call.tensor(1), axis: 0, batch: 0))]
    },
    "AssignVariableOp": { call in
      let (variable, value) = try call.assignment()
      variable.assign(value)
      return []
    },
    "AssignAddVariableOp": { call in
      let (variable, value) = try call.assignment()
      variable.assignAdd(value)
      return []
    },
    "AssignSubVariableOp": { call in
      let (variable, value) = try call.assignment()
      variable.assignSub(value)
      return []
    },
    "PartitionedCall": { call in try call.run("f", call.inputs) },
    "StatefulPartitionedCall": { call in try call.run("f", call.inputs) },
    "If": { call in try call.branch() },
    "StatelessIf": { call in try call.branch() },
    "While": { call in try call.loop() },
    "StatelessWhile": { call in try call.loop() },
  ]
}

extension NodeCall {
  fileprivate func assignment() throws -> (Variable, Tensor) {
    let (variable, value) = (try variable(), try tensor(1))
    guard value.shape == variable.shape, value.dtype == variable.dtype, value.dtype != .bool
    else {
      throw fail("\(value.spec) for variable '\(variable.name)', which is \(variable.shape)")
    }
    return (variable, value)
  }

  /// The results of a function that an attribute names.
  func run(_ attribute: String, _ arguments: [GraphValue]) throws -> [GraphValue] {
    var interpreter = interpreter
    interpreter.depth += 1
    return try interpreter.run(try function(attribute), arguments)
  }

  /// The tensors among the results of a function.
  private func tensors(_ attribute: String, _ arguments: [GraphValue]) throws -> [Tensor] {
    try run(attribute, arguments).map { value in
      guard case .tensor(let tensor) = value else {
        throw fail(
          "\(attribute) gives a variable or what is not read here",
          cure: "let branches and loops give tensors")
      }
      return tensor
    }
  }

  /// What stands for true: a number that is not 0, a tensor that has elements.
  private func truth(_ tensor: Tensor) throws -> Tensor {
    if tensor.rank > 0 { return Tensor(tensor.count > 0) }
    return tensor.dtype == .bool ? tensor : tensor != 0
  }

  fileprivate func branch() throws -> [GraphValue] {
    let arguments = Array(inputs.dropFirst())
    var then: [TensorSpec]?
    let results = try cond(
      try truth(try tensor(0)),
      then: {
        let results = try tensors("then_branch", arguments)
        then = results.map(\.spec)
        return results
      },
      else: {
        let results = try tensors("else_branch", arguments)
        let specs = results.map(\.spec)
        guard then == nil || then == specs else {
          throw fail(
            "one branch gives \(then!), the other \(specs)",
            cure: "let both give tensors of the same shapes and types: a graph here fixes them")
        }
        return results
      })
    return results.map { .tensor($0) }
  }

  fileprivate func loop() throws -> [GraphValue] {
    // Variables ride along and stay what they are; only tensors are the loop's state.
    let places = inputs.indices.filter { if case .tensor = inputs[$0] { true } else { false } }
    func values(_ state: [Tensor]) -> [GraphValue] {
      var values = inputs
      for (place, tensor) in zip(places, state) { values[place] = .tensor(tensor) }
      return values
    }
    let state = try places.map { try tensor($0) }
    let specs = state.map(\.spec)
    let last = try whileLoop(
      state,
      while: { state in
        let results = try tensors("cond", values(state))
        guard results.count == 1, results[0].rank == 0 else {
          throw fail("its condition is no scalar")
        }
        return try truth(results[0])
      },
      do: { state in
        let results = try run("body", values(state))
        guard results.count == inputs.count else {
          throw fail("its body gives \(results.count) values for \(inputs.count)")
        }
        let next = try places.map { place in
          guard case .tensor(let tensor) = results[place] else {
            throw fail("its body gives no tensor for value \(place)")
          }
          return tensor
        }
        guard next.map(\.spec) == specs else {
          throw fail(
            "its body changes \(specs) to \(next.map(\.spec))",
            cure: "give each loop variable back in its shape and type: a graph here fixes them")
        }
        return next
      })
    return values(last)
  }
}
