/// Why a target has no gradient with respect to a source.
public enum NoGradientReason: Error, Equatable, CustomStringConvertible {
  /// The tape was not told to follow the source.
  case notWatched
  /// The variable was not read while the tape recorded.
  case notRead
  /// The source holds integers or Booleans.
  case sourceNotFloating(DType)
  /// The target holds integers or Booleans.
  case targetNotFloating(DType)
  /// The target was computed elsewhere, or from nothing that is watched.
  case targetNotRecorded
  /// The target does not depend on the source.
  case notConnected
  /// The path from the source to the target leads through an operation without a gradient.
  case blocked(operation: String, result: DType)
  /// The path leads through the state of a variable, which an assignment changed.
  case assigned(variable: String)

  /// The reason and the cure.
  public var description: String {
    switch self {
    case .notWatched:
      "the tape did not watch it; call tape.watch(...) before computing with it "
        + "(trainable variables are watched by themselves)"
    case .notRead:
      "the variable was not read while the tape recorded; compute with it inside tape.record { }"
    case .sourceNotFloating(let dtype):
      "it holds \(dtype) numbers, which change in steps; use a floating-point type"
    case .targetNotFloating(let dtype):
      "the target holds \(dtype) numbers, which change in steps; use a floating-point type"
    case .targetNotRecorded:
      "the target was not computed inside tape.record { }, or from nothing that the tape watches"
    case .notConnected:
      "the target was not computed from it"
    case .blocked(let operation, let result):
      result.isFloating
        ? "\(operation) passes no gradient on"
        : "\(operation) gives \(result), and what is computed from integers has no gradient"
    case .assigned(let variable):
      "its value went into variable '\(variable)' by an assignment, and a variable's state has no "
        + "memory of how it came about; compute with the tensor itself"
    }
  }
}

extension GradientTape {
  /// Finds the reason why `target` has no gradient with respect to `source`.
  func whyNoGradient(of target: Tensor, _ source: any TensorConvertible) -> NoGradientReason {
    if !target.dtype.isFloating { return .targetNotFloating(target.dtype) }
    if let dtype = source.fixedDType, !dtype.isFloating { return .sourceNotFloating(dtype) }
    guard let start = id(of: source) else {
      if let variable = source as? Variable, watchesVariables, variable.isTrainable {
        return .notRead
      }
      return .notWatched
    }
    guard let end = id(of: target) else {
      return assignment(of: descendants(of: start), beforeAny: nil) ?? .targetNotRecorded
    }
    let after = descendants(of: start)
    let before = ancestors(of: end)
    if after.contains(end) { return block(between: after, and: before) ?? .notConnected }
    return assignment(of: after, beforeAny: before) ?? .notConnected
  }

  /// All values that were computed from a value, and the value itself.
  private func descendants(of id: TapeRecord.ValueID) -> Set<TapeRecord.ValueID> {
    var found: Set = [id]
    for entry in entries
    where recorded.inputIDs(of: entry).contains(where: { $0.map(found.contains) ?? false }) {
      found.insert(entry.outputID)
    }
    return found
  }

  /// All values from which a value was computed, and the value itself.
  private func ancestors(of id: TapeRecord.ValueID) -> Set<TapeRecord.ValueID> {
    var found: Set = [id]
    for entry in entries.reversed() where found.contains(entry.outputID) {
      found.formUnion(recorded.inputIDs(of: entry).compactMap { $0 })
    }
    return found
  }

  /// The first operation on the path that passes no gradient on.
  private func block(
    between after: Set<TapeRecord.ValueID>, and before: Set<TapeRecord.ValueID>
  ) -> NoGradientReason? {
    for entry in entries where before.contains(entry.outputID) {
      let isOnTheWay = recorded.inputIDs(of: entry).map { $0.map(after.contains) ?? false }
      guard isOnTheWay.contains(true) else { continue }
      let call = Call(
        inputs: entry.inputs, output: entry.output, dy: Tensor.ones(like: entry.output))
      var gradients: [Tensor?] = []
      entry.primitive.appendGradients(call, needed: isOnTheWay, to: &gradients)
      let isBlocked =
        !entry.output.dtype.isFloating
        || zip(isOnTheWay, gradients).contains { $0 && $1 == nil }
      if isBlocked {
        return .blocked(operation: entry.primitive.name, result: entry.output.dtype)
      }
    }
    return nil
  }

  /// A variable that was assigned one of the values `after` and, if `before` is given, from which
  /// one of those was computed.
  private func assignment(
    of after: Set<TapeRecord.ValueID>, beforeAny before: Set<TapeRecord.ValueID>?
  ) -> NoGradientReason? {
    for (variable, value) in assignments {
      guard let value, after.contains(value) else { continue }
      let id = id(of: variable)
      if before == nil || id.map({ before!.contains($0) }) ?? false {
        return .assigned(variable: variable.name)
      }
    }
    return nil
  }
}
