import Synchronization
import Tapestry

extension GraphOperations {
  /// Constants, variables, and nodes that stand for others.
  static let stateOperations: [String: GraphOperation] = [
    "Const": { call in
      guard let value = call.node.attr["value"]?.tensor else { throw call.fail("it has no value") }
      // A string is of use only to nodes that are not read: it is no reason to stop before them.
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
    "ResourceScatterUpdate": { call in
      let (variable, rows) = (try call.variable(), try call.rows())
      variable.assign(scatterUpdate(variable.tensor, rows.indices, rows.values))
      return []
    },
    "ResourceScatterAdd": { call in
      let (variable, rows) = (try call.variable(), try call.rows())
      variable.assign(scatterAdd(variable.tensor, rows.indices, rows.values))
      return []
    },
    "RandomUniform": { call in try call.random(.uniform) },
    "RandomStandardNormal": { call in try call.random(.normal) },
    "TruncatedNormal": { call in try call.random(.truncatedNormal) },
    "RandomUniformInt": { call in
      let (shape, low, high) = (try call.randomShape(), try call.integer(1), try call.integer(2))
      let dtype = try call.dtype("Tout")
      let fits = dtype == .int64 || dtype == .int32 && low >= Int32.min && high <= Int32.max
      guard low < high, fits else { throw call.fail("\(dtype) numbers in \(low)..<\(high)") }
      return [.tensor(.random(.integers(low..<high), shape, dtype: dtype, call.seeds))]
    },
    "RandomShuffle": { call in
      let x = try call.tensor(0)
      return [.tensor(x.rank == 0 ? identity(x) : shuffled(x, call.seeds))]
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

  /// Rows of a variable and their positions.
  fileprivate func rows() throws -> (indices: Tensor, values: Tensor) {
    let (variable, indices, values) = (try variable(), try tensor(1), try tensor(2))
    guard variable.shape.rank > 0, indices.dtype.isInteger, values.dtype == variable.dtype,
      values.dtype != .bool,
      values.shape.dimensions == indices.shape.dimensions + variable.shape.dimensions.dropFirst()
    else { throw fail("rows \(values.spec) at \(indices.spec) of \(variable.shape)") }
    try checkPositions(indices, size: variable.shape.dimensions[0])
    return (indices, values)
  }

  fileprivate func randomShape() throws -> Shape { try shape(try integers(0)) }

  /// The seeds that the file gives. As in TensorFlow, a program's seed changes nothing about them,
  /// and setting one begins the numbers anew.
  fileprivate var seeds: FileSeeds {
    FileSeeds(seed: node.attr["seed"]?.i ?? 0, seed2: node.attr["seed2"]?.i ?? 0)
  }

  fileprivate func random(_ numbers: SeededNumbers) throws -> [GraphValue] {
    let dtype = try dtype("dtype")
    guard dtype.isFloating else { throw fail("random numbers of \(dtype)") }
    return [.tensor(.random(numbers, try randomShape(), dtype: dtype, seeds))]
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
    // Variables ride along and stay what they are, and so does what no step changes: sizes remain
    // known in it. Tensors are the loop's state, those of lists included.
    let kept = try interpreter.library.body(try function("body")).passedThrough
    let inputs = try startOfLoop(kept)
    let tensors = inputs.indices.filter { place in
      switch inputs[place] {
      case .tensor: true
      case .list(let list): list.elements != nil
      default: false
      }
    }
    // A loop has some state, even if it goes on for what happens to variables.
    let changing = tensors.filter { !kept.contains($0) }
    let places = changing.isEmpty ? tensors : changing
    func values(_ state: [Tensor]) -> [GraphValue] {
      var values = inputs
      for (place, tensor) in zip(places, state) {
        if case .list(var list) = values[place] {
          list.elements = tensor
          values[place] = .list(list)
        } else {
          values[place] = .tensor(tensor)
        }
      }
      return values
    }
    func state(_ values: [GraphValue]) throws -> [Tensor] {
      guard values.count == inputs.count else {
        throw fail("its body gives \(values.count) values for \(inputs.count)")
      }
      return try places.map { place in
        switch values[place] {
        case .tensor(let tensor): return tensor
        case .list(let list):
          if let elements = list.elements { return elements }
          fallthrough
        default: throw fail("its body gives no tensor for value \(place)")
        }
      }
    }
    let start = try state(inputs)
    let specs = start.map(\.spec)
    let last = try whileLoop(
      start,
      while: { state in
        let results = try self.tensors("cond", values(state))
        guard results.count == 1, results[0].rank == 0 else {
          throw fail("its condition is no scalar")
        }
        return try truth(results[0])
      },
      do: { current in
        let next = try state(try run("body", values(current)))
        guard next.map(\.spec) == specs else {
          throw fail(
            "its body changes \(specs) to \(next.map(\.spec))",
            cure: "give each loop variable back in its shape and type: a graph here fixes them")
        }
        return next
      })
    return values(last)
  }

  /// The values before the first step, with zeros in lists of which only a step says what they
  /// hold.
  private func startOfLoop(_ kept: Set<Int>) throws -> [GraphValue] {
    var inputs = inputs
    func isOpen(_ value: GraphValue) -> Bool {
      if case .list(let list) = value { list.elements == nil && list.count > 0 } else { false }
    }
    guard inputs.contains(where: isOpen) else { return inputs }
    let seen = Mutex<[TensorSpec?]>([])
    let start = inputs
    // A step that is traced and never run.
    let step = Function("a step") { (_: [Tensor]) -> [Tensor] in
      let results = try run("body", start)
      let specs = results.map { value in
        if case .list(let list) = value { list.elements?.spec } else { TensorSpec?.none }
      }
      seen.withLock { $0 = specs }
      return []
    }
    _ = try step.concreteFunction(for: [])
    let specs = seen.withLock { $0 }
    for (place, spec) in zip(inputs.indices, specs) {
      guard case .list(var list) = inputs[place], isOpen(inputs[place]), let spec else { continue }
      list.elements = GraphOperations.known { Tensor.zeros(spec.shape, dtype: spec.dtype) }
      inputs[place] = .list(list)
    }
    return inputs
  }
}
