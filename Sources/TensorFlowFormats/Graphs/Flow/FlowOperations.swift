import Synchronization
import Tapestry

extension GraphOperations {
  /// Calls, branches and loops.
  static let flowOperations: [String: GraphOperation] = [
    "PartitionedCall": { call in try call.run("f", call.inputs) },
    "StatefulPartitionedCall": { call in try call.run("f", call.inputs) },
    "If": { call in try call.branch() },
    "StatelessIf": { call in try call.branch() },
    "Case": { call in try call.choice() },
    "StatelessCase": { call in try call.choice() },
    "While": { call in try call.loop() },
    "StatelessWhile": { call in try call.loop() },
    // A value that a branch computed for its gradient; the other branch has none.
    "OptionalFromValue": { call in [.optional(try call.input(0))] },
    "OptionalNone": { _ in [.optional(nil)] },
    "OptionalHasValue": { call in
      let hasValue = try call.optional() != nil
      return [.tensor(known { Tensor(hasValue) })]
    },
    "OptionalGetValue": { call in
      guard let value = try call.optional() else { throw call.fail("there is no value") }
      return [value]
    },
  ]
}

extension NodeCall {
  fileprivate func optional() throws -> GraphValue? {
    guard case .optional(let value) = try input(0) else {
      throw fail("its input is not an optional")
    }
    return value
  }

  /// The results of a function that an attribute names.
  fileprivate func run(_ attribute: String, _ arguments: [GraphValue]) throws -> [GraphValue] {
    try run(function: try function(attribute), arguments)
  }

  private func run(function name: String, _ arguments: [GraphValue]) throws -> [GraphValue] {
    var interpreter = interpreter
    interpreter.depth += 1
    return try interpreter.run(name, arguments)
  }

  /// The results of a function, which must be tensors, since they are those of a branch.
  private func tensors(function name: String, _ arguments: [GraphValue]) throws -> [Tensor] {
    try run(function: name, arguments).map { value in
      switch value {
      case .tensor(let tensor): return tensor
      case .list, .optional:
        throw dataDependent("'\(name)' gives a list, or what only one branch has")
      case .variable, .text, .other:
        throw fail(
          "'\(name)' gives a variable or what is not read here",
          cure: "let branches and loops give tensors")
      }
    }
  }

  /// The tensor as a Boolean: a number is true if it is not 0, other tensors if they have
  /// elements.
  private func boolean(_ tensor: Tensor) throws -> Tensor {
    if tensor.rank > 0 { return GraphOperations.known { Tensor(tensor.count > 0) } }
    if tensor.dtype == .bool { return tensor }
    return tensor.isSymbolic ? tensor != 0 : initScope { tensor != 0 }
  }

  // MARK: Branches

  fileprivate func branch() throws -> [GraphValue] {
    let arguments = Array(inputs.dropFirst())
    let names = [try function("then_branch"), try function("else_branch")]
    let predicate = try boolean(try tensor(0))
    guard predicate.isSymbolic else {
      return try run(function: names[predicate.scalar(as: Bool.self) ? 0 : 1], arguments)
    }
    return try choose(names, arguments) { _ in predicate }
  }

  fileprivate func choice() throws -> [GraphValue] {
    let arguments = Array(inputs.dropFirst())
    let names = node.attr["branches"]?.list.func.map(\.name) ?? []
    let index = try tensor(0)
    guard let last = names.last, index.rank == 0, index.dtype.isInteger else {
      throw fail("\(index.spec) chooses among \(names.count) branches")
    }
    guard index.isSymbolic else {
      let branch = initScope { cast(index, to: .int64).scalar(as: Int.self) }
      let name = names.indices.contains(branch) ? names[branch] : last
      return try run(function: name, arguments)
    }
    return try choose(names, arguments) { index == $0 }
  }

  /// The results of the first function whose condition holds, or of the last one.
  private func choose(
    _ names: [String], _ arguments: [GraphValue], if condition: (Int) -> Tensor
  ) throws -> [GraphValue] {
    var first: [TensorSpec]?
    func results(_ branch: Int) throws -> [Tensor] {
      let results = try tensors(function: names[branch], arguments)
      let specs = results.map(\.spec)
      guard first == nil || first == specs else {
        throw dataDependent("one branch gives \(first!), another \(specs)")
      }
      first = specs
      return results
    }
    func from(_ branch: Int) throws -> [Tensor] {
      if branch == names.count - 1 { return try results(branch) }
      return try cond(
        condition(branch), then: { try results(branch) }, else: { try from(branch + 1) })
    }
    return try from(0).map { .tensor($0) }
  }

  // MARK: Loops

  fileprivate func loop() throws -> [GraphValue] {
    if interpreter.runsEagerly { return try loopOverValues() }
    // Variables are passed through, and so is what no step changes, whose sizes remain known.
    // Tensors are the loop's state, those of lists included.
    let kept = try interpreter.library.body(try function("body")).passedThrough
    let inputs = try startOfLoop(kept)
    let tensors = inputs.indices.filter { index in
      switch inputs[index] {
      case .tensor: true
      case .list(let list): list.elements != nil
      default: false
      }
    }
    // A loop needs some state, even if only variables change in it.
    let changing = tensors.filter { !kept.contains($0) }
    let indices = changing.isEmpty ? tensors : changing
    func values(_ state: [Tensor]) -> [GraphValue] {
      var values = inputs
      for (index, tensor) in zip(indices, state) {
        if case .list(var list) = values[index] {
          list.elements = tensor
          values[index] = .list(list)
        } else {
          values[index] = .tensor(tensor)
        }
      }
      return values
    }
    func state(_ values: [GraphValue]) throws -> [Tensor] {
      guard values.count == inputs.count else {
        throw fail("its body gives \(values.count) values for \(inputs.count)")
      }
      for (before, after) in zip(inputs, values) {
        if case .list(let old) = before, case .list(let new) = after, old.count != new.count {
          throw dataDependent("its body changes the length of a list")
        }
        if case .optional = after { throw dataDependent("what only one branch has is its state") }
      }
      return try indices.map { index in
        switch values[index] {
        case .tensor(let tensor): return tensor
        case .list(let list):
          if let elements = list.elements { return elements }
          fallthrough
        default: throw fail("its body gives no tensor for value \(index)")
        }
      }
    }
    let start = try state(inputs)
    let specs = start.map(\.spec)
    let condition = try function("cond")
    let last = try whileLoop(
      start,
      while: { state in
        let results = try self.tensors(function: condition, values(state))
        guard results.count == 1, results[0].rank == 0 else {
          throw fail("its condition is not a scalar")
        }
        return try boolean(results[0])
      },
      do: { current in
        let next = try state(try run("body", values(current)))
        guard next.map(\.spec) == specs else {
          throw dataDependent("its body changes \(specs) to \(next.map(\.spec))")
        }
        return next
      })
    return values(last)
  }

  /// The loop step by step, in which a step may change anything, shapes included.
  private func loopOverValues() throws -> [GraphValue] {
    var values = inputs
    let (condition, body) = (try function("cond"), try function("body"))
    while true {
      let goesOn = try tensors(function: condition, values)
      guard goesOn.count == 1 else { throw fail("its condition gives \(goesOn.count) tensors") }
      guard try boolean(goesOn[0]).scalar(as: Bool.self) else { return values }
      let next = try run(function: body, values)
      guard next.count == values.count else {
        throw fail("its body gives \(next.count) values for \(values.count)")
      }
      values = next
    }
  }

  /// The values before the first step, with zeros in lists whose elements only a step reveals.
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
    for (index, spec) in zip(inputs.indices, specs) {
      guard case .list(var list) = inputs[index], isOpen(inputs[index]), let spec else { continue }
      list.elements = GraphOperations.known { Tensor.zeros(spec.shape, dtype: spec.dtype) }
      inputs[index] = .list(list)
    }
    return inputs
  }
}
