// Branches and loops whose condition is a tensor. Run eagerly, they are Swift's own: the condition
// has a value. While a function is traced it has none, so both branches, or a loop's condition and
// body, are traced into graphs of their own, and a node of the outer graph chooses among them when it
// runs.

/// What one of two closures computes, chosen by a tensor.
///
/// ```swift
/// cond((x < 0).any(), then: { [square(x)] }, else: { [x] })[0]
/// ```
///
/// Shapes and DTypes: the results of both branches must agree. Gradient: of all that the chosen
/// branch uses; random numbers in a branch are drawn anew for it.
///
/// In `vectorizedMap` elements may choose differently: then both branches run for all elements, and
/// each element takes the results of its own.
///
/// Traps: if the predicate is not one `bool`, or the branches' results differ.
/// Source: book, chapter 2, section 1.
public func cond(
  _ predicate: some TensorConvertible, then: () throws -> [Tensor],
  else otherwise: () throws -> [Tensor]
) rethrows -> [Tensor] {
  let predicate = predicate.tensor
  requireTruth("cond", predicate)
  if predicate.isSymbolic, let batch = Context.current.interpreter as? BatchTrace {
    let truth = reshape(predicate, [])
    let a = try batch.narrowed(to: truth, then)
    let b = try batch.narrowed(to: logicalNot(truth), otherwise)
    requireEqual(a.map(\.spec), b.map(\.spec))
    return choose(truth, a, b)
  }
  guard predicate.isSymbolic, let builder = Context.current.interpreter as? GraphBuilder
  else { return try predicate.scalar(as: Bool.self) ? then() : otherwise() }
  let thenTrace = try SubgraphTrace(of: builder, "\(builder.name), then", then)
  let elseTrace = try SubgraphTrace(of: builder, "\(builder.name), else", otherwise)
  requireEqual(thenTrace.specs, elseTrace.specs)
  let captures = Captures(thenTrace.captures + elseTrace.captures)
  let flow = Conditional(
    then: Subgraph(thenTrace, among: captures), otherwise: Subgraph(elseTrace, among: captures))
  return flow.results([predicate] + captures.tensors, thenTrace.specs)
}

/// What is left of some tensors after a body has run as long as a condition on them holds.
///
/// ```swift
/// whileLoop([Tensor(1.0)], while: { $0[0] < 100 }, do: { [$0[0] * 2] })   // [128]
/// ```
///
/// Shapes and DTypes: the body gives each tensor back in its shape and type. Gradient: of the
/// initial values and all that the body uses, of any order; random numbers are drawn anew for it.
///
/// In `vectorizedMap` the loop goes on as long as the condition holds for any element; elements for
/// which it does not hold any more keep their values.
///
/// Traps: if the condition is not one `bool`, the body changes a shape or type, or the loop takes
/// more than `maximumSteps` steps.
/// Source: book, chapter 2, section 1.
public func whileLoop(
  _ state: [Tensor], while condition: ([Tensor]) throws -> Tensor,
  do body: ([Tensor]) throws -> [Tensor], maximumSteps: Int? = nil
) rethrows -> [Tensor] {
  let context = Context.current
  guard let builder = context.interpreter as? GraphBuilder else {
    var steps = StepCount(limit: maximumSteps)
    var state = state
    while true {
      let goesOn = try condition(state)
      requireTruth("whileLoop", goesOn)
      if goesOn.isSymbolic, let batch = context.interpreter as? BatchTrace {
        return try batch.whileLoop(state, goesOn, while: condition, do: body, steps)
      }
      guard goesOn.scalar(as: Bool.self) else { return state }
      steps.next()
      let next = try body(state)
      requireUnchanged(state.map(\.spec), next.map(\.spec))
      state = next
    }
  }
  // A variable that the body assigns is read anew in each step; others are read once, outside.
  var assigned: Set<Variable> = []
  while true {
    let conditionTrace = try SubgraphTrace(
      of: builder, "\(builder.name), while", arguments: state, assigned: assigned
    ) { [try condition($0)] }
    let bodyTrace = try SubgraphTrace(
      of: builder, "\(builder.name), do", arguments: state, assigned: assigned, body)
    let late = bodyTrace.assigned.union(conditionTrace.assigned).subtracting(assigned)
    if !late.isDisjoint(with: bodyTrace.lifted.union(conditionTrace.lifted)) {
      assigned.formUnion(late)
      continue
    }
    guard conditionTrace.specs == [TensorSpec(shape: [], dtype: .bool)] else {
      misuse(
        "whileLoop", "the condition is \(conditionTrace.specs)",
        cure: "reduce it to one truth value, as in (x > 0).any()")
    }
    requireUnchanged(state.map(\.spec), bodyTrace.specs)
    let captures = Captures(conditionTrace.captures + bodyTrace.captures)
    let flow = Loop(
      stateCount: state.count, condition: Subgraph(conditionTrace, among: captures),
      body: Subgraph(bodyTrace, among: captures), maximumSteps: maximumSteps)
    return flow.results(state + captures.tensors, bodyTrace.specs)
  }
}

extension BatchTrace {
  /// A loop that takes different numbers of steps for different elements: one over whole batches, as
  /// long as any element goes on, in which the others keep their values.
  ///
  /// It is itself a loop of whoever evaluates outside, so that a function that is being traced there
  /// gets one loop, too.
  fileprivate func whileLoop(
    _ state: [Tensor], _ goesOn: Tensor, while condition: ([Tensor]) throws -> Tensor,
    do body: ([Tensor]) throws -> [Tensor], _ steps: StepCount
  ) rethrows -> [Tensor] {
    try mapOutside([running(reshape(goesOn, []))] + state) { batches in
      try Tapestry.whileLoop(
        batches, while: { $0[0].any() },
        do: { batches in
          try self.map(
            { elements in
              let state = Array(elements.dropFirst())
              let next = try self.only(elements[0]) { try body(state) }
              requireUnchanged(state.map(\.spec), next.map(\.spec))
              let chosen = choose(elements[0], next, state)
              let goesOn = try self.only(elements[0]) { try condition(chosen) }
              requireTruth("whileLoop", goesOn)
              return [logicalAnd(elements[0], reshape(goesOn, []))] + chosen
            }, batches)
        }, maximumSteps: steps.remaining)
    }.dropFirst().map { $0 }
  }
}

/// Each of some tensors where one truth value is true, of others where it is false.
private func choose(_ truth: Tensor, _ a: [Tensor], _ b: [Tensor]) -> [Tensor] {
  zip(a, b).map { select(truth, $0, $1) }
}

extension Tensor {
  /// Whether the tensor stands for a value of later runs, as it does while a function is traced.
  ///
  /// ```swift
  /// Tensor(1).isSymbolic  // false
  /// ```
  public var isSymbolic: Bool { value.symbol != nil }
}

// MARK: - Checks

private func requireTruth(_ operation: String, _ predicate: Tensor) {
  guard predicate.dtype == .bool, predicate.count == 1 else {
    misuse(
      operation, "the condition is \(predicate.spec)",
      cure: "reduce it to one truth value, as in (x > 0).any()")
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

  /// How many more there may be; nil if there is no limit.
  var remaining: Int? { limit.map { $0 - steps } }

  mutating func next() {
    steps += 1
    if let limit, steps > limit {
      misuse(
        "whileLoop", "more than \(limit) steps",
        cure: "let the condition become false, or raise maximumSteps")
    }
  }
}

// MARK: - Graphs inside graphs

/// A closure, traced into a graph of its own.
private struct SubgraphTrace {
  let graph: Graph
  let captures: [Tensor]
  let specs: [TensorSpec]
  /// Variables whose reads were moved outside.
  let lifted: Set<Variable>
  let assigned: Set<Variable>

  init(
    of outer: GraphBuilder, _ name: String, arguments: [Tensor] = [],
    assigned: Set<Variable> = [], _ body: ([Tensor]) throws -> [Tensor]
  ) rethrows {
    let builder = GraphBuilder(name: name, outer: outer)
    builder.liftReads(exceptOf: assigned)
    let symbolic = arguments.map { builder.parameter($0.spec) }
    let results = try builder.trace { try body(symbolic) }
    builder.finish(results)
    graph = builder.graph
    captures = builder.captures
    specs = results.map(\.spec)
    lifted = builder.lifted
    self.assigned = builder.assigned
  }

  init(of outer: GraphBuilder, _ name: String, _ body: () throws -> [Tensor]) rethrows {
    try self.init(of: outer, name) { _ in try body() }
  }
}

/// Tensors that graphs inside take from around them, each once.
private struct Captures {
  private(set) var tensors: [Tensor] = []
  private var positions: [ObjectIdentifier: Int] = [:]

  init(_ all: [Tensor]) {
    for tensor in all where positions[tensor.identity] == nil {
      positions[tensor.identity] = tensors.count
      tensors.append(tensor)
    }
  }

  func position(of tensor: Tensor) -> Int { positions[tensor.identity]! }
}

/// A graph that a node of another graph runs.
final class Subgraph: Sendable {
  let graph: Graph
  /// Which of the captured tensors it takes after its arguments.
  private let positions: [Int]
  private let plans: PlanPool

  fileprivate convenience init(_ trace: SubgraphTrace, among captures: Captures) {
    self.init(trace.graph, positions: trace.captures.map(captures.position))
  }

  private init(_ graph: Graph, positions: [Int]) {
    self.graph = graph
    self.positions = positions
    plans = PlanPool(graph.optimized())
  }

  /// The same graph without its assignments.
  func withoutAssignments() -> Subgraph {
    Subgraph(graph.withoutAssignments(), positions: positions)
  }

  /// The variables on which the results depend.
  var variablesRead: Set<Variable> {
    Set(graph.optimized().nodes.compactMap { $0.primitive?.variableRead })
  }

  /// What the graph takes: its arguments, and of the captured tensors those that it uses.
  func inputs(_ arguments: [Tensor], _ captures: some Collection<Tensor>) -> [Tensor] {
    let captures = Array(captures)
    return arguments + positions.map { captures[$0] }
  }

  func run(_ arguments: [Tensor], _ captures: some Collection<Tensor>) -> [Tensor] {
    plans.run(inputs(arguments, captures))
  }

  /// Whether running it changes nothing and depends on its inputs only.
  var isPure: Bool {
    graph.nodes.allSatisfy { $0.primitive.map { $0.isPure || $0.variableRead != nil } ?? true }
  }
}
