import Tapestry

/// What `while` becomes: the condition and the body as closures over the variables they change.
///
/// ```swift
/// n = whileStatement(carrying: n, names: ["n"], at: "f, line 3") { n in
///   n < 100
/// } do: { n in
///   return n * 2
/// }
/// ```
///
/// As long as the condition is plain, or a tensor that has a value, Swift repeats the body, and the
/// loop is unrolled into the graph. From the first symbolic condition on, the graph repeats it.
///
/// - Precondition: the program stops if a variable of a graph's loop changes its shape or element
///   type, or is a Swift number, or if there are more than `maximumSteps` steps.
/// - **Source**: book, chapter 2, section 1.
public func whileStatement<each State, Test: Condition>(
  carrying state: repeat each State, names: [String] = [], at location: String,
  maximumSteps: Int? = nil, while condition: (repeat each State) throws -> Test,
  do body: (repeat each State) throws -> (repeat each State)
) rethrows -> (repeat each State) {
  let site = Site(statement: "while", location: location, names: names)
  return try repeatWhile(
    (repeat each state), site, StepLimit(maximumSteps), while: condition, do: body)
}

/// The steps of a loop: Swift's as long as Swift can decide, then a graph's.
private func repeatWhile<each State, Test: Condition>(
  _ state: (repeat each State), _ site: Site, _ limit: StepLimit,
  while condition: (repeat each State) throws -> Test,
  do body: (repeat each State) throws -> (repeat each State)
) rethrows -> (repeat each State) {
  var (state, limit) = (state, limit)
  while true {
    switch try condition(repeat each state).decision {
    case .now(false): return state
    case .now(true):
      limit.takeStep(at: site)
      state = try body(repeat each state)
    case .later:
      return try repeatInGraph(
        (repeat each state), site, maximumSteps: limit.remaining,
        while: { (_: Tensor?, state: repeat each State) in try condition(repeat each state) },
        do: { (_: Tensor?, state: repeat each State) in try body(repeat each state) })
    }
  }
}

/// What `repeat … while` becomes: the body comes before the first test.
///
/// ```swift
/// n = repeatStatement(carrying: n, names: ["n"], at: "f, line 3") { n in
///   return n * 2
/// } while: { n in
///   n < 100
/// }
/// ```
public func repeatStatement<each State, Test: Condition>(
  carrying state: repeat each State, names: [String] = [], at location: String,
  maximumSteps: Int? = nil, do body: (repeat each State) throws -> (repeat each State),
  while condition: (repeat each State) throws -> Test
) rethrows -> (repeat each State) {
  let site = Site(statement: "repeat", location: location, names: names)
  var limit = StepLimit(maximumSteps)
  limit.takeStep(at: site)
  let first = try body(repeat each state)
  return try repeatWhile((repeat each first), site, limit, while: condition, do: body)
}

/// How many steps a loop may still take.
private struct StepLimit {
  private let maximum: Int?
  private(set) var remaining: Int?

  init(_ maximum: Int?) {
    self.maximum = maximum
    remaining = maximum
  }

  mutating func takeStep(at site: Site) {
    guard let maximum, let left = remaining else { return }
    guard left > 0 else {
      site.stop(
        "more than \(maximum) steps",
        cure: "let the condition become false, or raise maximumSteps")
    }
    remaining = left - 1
  }
}

/// A loop of the graph, from this state on. The closures get the index of the step if steps
/// are counted.
func repeatInGraph<each State, Test: Condition>(
  _ state: (repeat each State), _ site: Site, countsSteps: Bool = false,
  maximumSteps: Int? = nil, while condition: (Tensor?, repeat each State) throws -> Test,
  do body: (Tensor?, repeat each State) throws -> (repeat each State)
) rethrows -> (repeat each State) {
  let counter = countsSteps ? [Tensor(0)] : []
  var samples: [Any?] = []
  if mayMiss(repeat (each State).self) {
    // Before the first return, its value is zeros of the shape that will be returned.
    try rehearse {
      let after = try body(counter.first, repeat each state)
      samples = presentValues(in: repeat each after)
    }
  }
  let start = adapted(repeat each state, samples: samples)
  let expected = signatures(of: repeat each start)
  let results = try whileLoop(
    counter + allTensors(in: repeat each start, at: site),
    while: { tensors in
      let state = rebuilt(repeat each start, from: Array(tensors.dropFirst(counter.count)))
      let step = countsSteps ? tensors[0] : nil
      return Flag(try condition(step, repeat each state)).asTensor
    },
    do: { tensors in
      let state = rebuilt(repeat each start, from: Array(tensors.dropFirst(counter.count)))
      let step = countsSteps ? tensors[0] : nil
      let after = try body(step, repeat each state)
      let next = adapted(repeat each after, samples: samples)
      requireUnchanged(expected, signatures(of: repeat each next), site)
      return (step.map { [$0 + 1] } ?? []) + allTensors(in: repeat each next, at: site)
    }, maximumSteps: maximumSteps)
  return rebuilt(repeat each start, from: Array(results.dropFirst(counter.count)))
}

private func requireUnchanged(_ before: [Signature], _ after: [Signature], _ site: Site) {
  for (index, (before, after)) in zip(before, after).enumerated() where before != after {
    site.stop(
      "\(site.name(index)) is \(before) before a step of the loop, and \(after) after it",
      cure: before.holdsNumber
        ? "make the number a tensor before the loop, as in Tensor(0): a graph's loop has one body "
          + "for all steps"
        : "keep its shape and element type: a graph's loop has one body for all steps")
  }
}
