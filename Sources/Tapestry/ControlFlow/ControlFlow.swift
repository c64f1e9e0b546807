// Branches and loops whose condition is a tensor. Run eagerly, they are Swift's own: the condition
// has a value. While a function is traced it has none, and in `vectorizedMap` it may have one for
// each element. So both branches, or a loop's condition and body, are traced into graphs of their
// own, and the choice is made when the operation that holds these graphs runs.

/// The results of one of two closures, chosen by a Boolean tensor.
///
/// ```swift
/// cond((x < 0).any(), then: { [square(x)] }, else: { [x] })[0]
/// ```
///
/// - **Shapes and DTypes**: those of the two branches' results must agree.
/// - **Gradient**: of all that the chosen branch uses. In a graph, the branches must not draw
///   random numbers then: draw them before.
///
/// In `vectorizedMap`, the choice may differ from element to element: then each branch runs for
/// those that take it.
///
/// - Precondition: the predicate is one `bool`, and the branches' results have the same shapes and
///   types.
/// - **Source**: book, chapter 2, section 1.
public func cond(
  _ predicate: some TensorConvertible, then: () throws -> [Tensor],
  else otherwise: () throws -> [Tensor]
) rethrows -> [Tensor] {
  let predicate = predicate.tensor
  requirePredicate("cond", predicate)
  guard predicate.isSymbolic, let trace = Context.current.interpreter as? any EnclosingTrace
  else { return try predicate.scalar(as: Bool.self) ? then() : otherwise() }
  let thenTrace = try SubgraphTrace(of: trace, "\(trace.name), then", then)
  let elseTrace = try SubgraphTrace(of: trace, "\(trace.name), else", otherwise)
  requireEqual(thenTrace.specs, elseTrace.specs)
  let captures = Captures(thenTrace.captures + elseTrace.captures)
  let flow = Conditional(
    then: Subgraph(thenTrace, among: captures), otherwise: Subgraph(elseTrace, among: captures))
  return flow.results([predicate] + captures.tensors, thenTrace.specs)
}

/// The final state of a loop that runs a body on some tensors as long as a condition on them holds.
///
/// ```swift
/// whileLoop([Tensor(1.0)], while: { $0[0] < 100 }, do: { [$0[0] * 2] })   // [128]
/// ```
///
/// - **Shapes and DTypes**: the body returns each tensor with its shape and type unchanged.
/// - **Gradient**: of the initial values and all that the body uses, of any order. In a graph, the
///   loop must not draw random numbers then: draw them before.
///
/// In `vectorizedMap`, each step runs for those elements for which the condition still holds.
///
/// - Precondition: the condition is one `bool`, the body changes no shape or type, and the loop
///   takes at most `maximumSteps` steps.
/// - **Source**: book, chapter 2, section 1.
public func whileLoop(
  _ state: [Tensor], while condition: ([Tensor]) throws -> Tensor,
  do body: ([Tensor]) throws -> [Tensor], maximumSteps: Int? = nil
) rethrows -> [Tensor] {
  let interpreter = Context.current.interpreter
  var (state, steps) = (state, StepCount(limit: maximumSteps))
  // A graph has one body for all steps. Other interpreters run the Swift closure again as long as
  // the condition has a value.
  if !(interpreter is GraphBuilder) {
    while true {
      let goesOn = try condition(state)
      requirePredicate("whileLoop", goesOn)
      if goesOn.isSymbolic, interpreter is any EnclosingTrace { break }
      guard goesOn.scalar(as: Bool.self) else { return state }
      guard steps.next() else { return state }
      let next = try body(state)
      requireUnchanged(state.map(\.spec), next.map(\.spec))
      state = next
    }
  }
  let trace = interpreter as! any EnclosingTrace
  // A variable that the body assigns is read again in each step; the others are read once, outside.
  var assigned: Set<Variable> = []
  while true {
    let conditionTrace = try SubgraphTrace(
      of: trace, "\(trace.name), while", arguments: state, assigned: assigned
    ) { [try condition($0)] }
    let bodyTrace = try SubgraphTrace(
      of: trace, "\(trace.name), do", arguments: state, assigned: assigned, body)
    let late = bodyTrace.assigned.union(conditionTrace.assigned).subtracting(assigned)
    if !late.isDisjoint(with: bodyTrace.lifted.union(conditionTrace.lifted)) {
      assigned.formUnion(late)
      continue
    }
    guard conditionTrace.specs == [TensorSpec(shape: [], dtype: .bool)] else {
      misuse(
        "whileLoop", "the condition is \(conditionTrace.specs)",
        cure: "reduce it to one Boolean, as in (x > 0).any()")
    }
    requireUnchanged(state.map(\.spec), bodyTrace.specs)
    let captures = Captures(conditionTrace.captures + bodyTrace.captures)
    let flow = Loop(
      stateCount: state.count, condition: Subgraph(conditionTrace, among: captures),
      body: Subgraph(bodyTrace, among: captures), maximumSteps: steps.remaining)
    return flow.results(state + captures.tensors, bodyTrace.specs)
  }
}

extension Tensor {
  /// Whether the tensor is symbolic: whether it stands for a value of later runs, as it does while
  /// a function is traced.
  ///
  /// ```swift
  /// Tensor(1).isSymbolic  // false
  /// ```
  public var isSymbolic: Bool { value.symbol != nil }
}

// MARK: - Checks

private func requirePredicate(_ operation: String, _ predicate: Tensor) {
  guard predicate.dtype == .bool, predicate.count == 1 else {
    misuse(
      operation, "the condition is \(predicate.spec)",
      cure: "reduce it to one Boolean, as in (x > 0).any()")
  }
}

private func requireEqual(_ then: [TensorSpec], _ otherwise: [TensorSpec]) {
  guard then != otherwise else { return }
  misuse(
    "cond", "one branch gives \(then), the other \(otherwise)",
    cure: "let both give the same number of tensors, of the same shapes and types")
}

private func requireUnchanged(_ before: [TensorSpec], _ after: [TensorSpec]) {
  guard before != after else { return }
  let index = zip(before, after).enumerated().first { $1.0 != $1.1 }?.offset
  misuse(
    "whileLoop",
    index.map { "loop variable \($0) changes from \(before[$0]) to \(after[$0])" }
      ?? "the body gives \(after.count) tensors for \(before.count) loop variables",
    cure: "give each loop variable back in its shape and type")
}

/// Counts the steps of a loop, up to a limit.
struct StepCount {
  let limit: Int?
  private var steps = 0

  init(limit: Int?) { self.limit = limit }

  /// How many more steps are allowed; nil if there is no limit.
  var remaining: Int? { limit.map { $0 - steps } }

  /// Counts a step; false if it is not made. After an operation without a result the call is over,
  /// and all results are zeros, for which the condition might hold forever.
  mutating func next() -> Bool {
    if Context.current.isCallOver { return false }
    steps += 1
    if let limit, steps > limit {
      misuse(
        "whileLoop", "more than \(limit) steps",
        cure: "let the condition become false, or raise maximumSteps")
    }
    return true
  }
}
