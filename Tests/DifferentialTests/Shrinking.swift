import Tapestry

extension Program {
  /// A program with as few steps as possible that still fails.
  func shrunk(while fails: (Program) -> Bool) -> Program {
    var smallest = self
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      for candidate in smallest.smaller where fails(candidate) {
        smallest = candidate
        isShrinking = true
        break
      }
    }
    return smallest
  }

  /// The same program without one step, or with one block in place of the step that contains it,
  /// and without unneeded steps.
  private var smaller: [Program] {
    body.smaller(first: inputs.count, values: inputs).map { body in
      Program(inputs: inputs, body: body)
    }.filter { $0.length < length }
  }

  /// Whether gradients are blocked or replaced somewhere, so that they are not the slopes of the
  /// program: by a stopped gradient or a custom rule.
  var isStopped: Bool {
    body.contains { $0.hasPrefix("stopGradient") || $0.hasPrefix("customGradient") }
  }
}

extension Block {
  /// Smaller blocks whose result has the same spec. `first` is the index of the first step's
  /// value; `values` are those before it.
  fileprivate func smaller(first: Int, values: [Tensor]) -> [Block] {
    var known = values
    for step in steps { known.append(step.run(known)) }
    let spec = known[result].spec
    var candidates: [Block] = []
    // An earlier result.
    for earlier in stride(from: result - 1, through: 0, by: -1) where known[earlier].spec == spec {
      candidates.append(Block(steps: steps, result: earlier).withoutUnused(first: first))
    }
    // The steps to the result alone.
    candidates.append(withoutUnused(first: first))
    for (index, step) in steps.enumerated() {
      let value = first + index
      // Another value of the same kind in place of a step's.
      for other in stride(from: value - 1, through: 0, by: -1)
      where known[other].spec == known[value].spec {
        candidates.append(replacing(value, with: other, first: first))
      }
      for smaller in step.smaller(first: value, values: Array(known[..<value])) {
        var copy = self
        copy.steps[index] = smaller
        candidates.append(copy)
      }
    }
    return candidates.filter { $0.soundSpec(values) == spec }
  }

  /// The spec of the result of a block if it is well-formed, which a cut block may not be.
  fileprivate func soundSpec(_ values: [Tensor]) -> TensorSpec? {
    var known = values
    for step in steps {
      guard step.isSound(known) else { return nil }
      known.append(step.run(known))
    }
    return result < known.count ? known[result].spec : nil
  }

  private func replacing(_ value: Int, with other: Int, first: Int) -> Block {
    renumbered(after: value - first) { $0 == value ? other : $0 }.withoutUnused(first: first)
  }

  /// The block without steps whose value is not used; later values move down.
  func withoutUnused(first: Int) -> Block {
    for index in steps.indices.reversed() {
      let value = first + index
      let isUsed = result == value || steps[(index + 1)...].contains { $0.uses(value) }
      if isUsed { continue }
      var copy = renumbered(after: index) { $0 > value ? $0 - 1 : $0 }
      copy.steps.remove(at: index)
      return copy.withoutUnused(first: first)
    }
    return self
  }

  /// New indices for the values that the steps after a position take. Blocks of earlier steps have
  /// their own values at the same indices.
  fileprivate func renumbered(after index: Int, _ newIndex: (Int) -> Int) -> Block {
    let later = steps[(index + 1)...].map { $0.renumbered(newIndex) }
    return Block(steps: steps[...index] + later, result: newIndex(result))
  }

  fileprivate func renumbered(_ newIndex: (Int) -> Int) -> Block {
    Block(steps: steps.map { $0.renumbered(newIndex) }, result: newIndex(result))
  }

  fileprivate func uses(_ value: Int) -> Bool {
    result == value || steps.contains { $0.uses(value) }
  }
}

extension Step {
  fileprivate func uses(_ value: Int) -> Bool {
    if arguments.contains(value) { return true }
    switch self {
    case .call: return false
    case .cond(_, let then, let otherwise): return then.uses(value) || otherwise.uses(value)
    case .loop(_, _, let body): return body.uses(value)
    case .gradient(let block, _): return block.uses(value)
    }
  }

  fileprivate func renumbered(_ newIndex: (Int) -> Int) -> Step {
    switch self {
    case .call(var operation):
      operation.arguments = operation.arguments.map(newIndex)
      return .call(operation)
    case .cond(let condition, let then, let otherwise):
      return .cond(newIndex(condition), then.renumbered(newIndex), otherwise.renumbered(newIndex))
    case .loop(let times, let initial, let body):
      return .loop(
        times: newIndex(times), initial: newIndex(initial), body.renumbered(newIndex))
    case .gradient(let block, let source):
      return .gradient(of: block.renumbered(newIndex), with: newIndex(source))
    }
  }

  /// Whether arguments exist, and blocks end in the required result, whichever of them runs.
  fileprivate func isSound(_ values: [Tensor]) -> Bool {
    guard arguments.allSatisfy({ $0 < values.count }) else { return false }
    switch self {
    case .call: return true
    case .cond(_, let then, let otherwise):
      guard let spec = then.soundSpec(values) else { return false }
      return otherwise.soundSpec(values) == spec
    case .loop(_, let initial, let body):
      return body.soundSpec(values + [values[initial]]) == values[initial].spec
    case .gradient(let block, let source):
      return block.soundSpec(values + [values[source]]) != nil
    }
  }

  /// The step with smaller blocks.
  fileprivate func smaller(first: Int, values: [Tensor]) -> [Step] {
    switch self {
    case .call: []
    case .cond(let condition, let then, let otherwise):
      then.smaller(first: first, values: values).map { .cond(condition, $0, otherwise) }
        + otherwise.smaller(first: first, values: values).map { .cond(condition, then, $0) }
    case .loop(let times, let initial, let body):
      body.smaller(first: first + 1, values: values + [values[initial]]).map {
        .loop(times: times, initial: initial, $0)
      }
    case .gradient(let block, let source):
      block.smaller(first: first + 1, values: values + [values[source]]).map {
        .gradient(of: $0, with: source)
      }
    }
  }
}
