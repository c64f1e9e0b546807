import Tapestry

/// What a `for` iterates over: the elements of a Swift sequence, or the rows of a tensor.
///
/// A separate type, made by `elements(of:)`, so that there is only one `forStatement`: the compiler
/// cannot infer the type of a single carried variable through overloads.
public struct LoopElements<Element> {
  let sequence: AnySequence<Element>
  /// The number of rows and how a graph finds a row by its position; nil if Swift runs the loop.
  let graphRows: (count: Int, row: (Tensor) -> Element)?
}

/// The elements of a Swift sequence: Swift repeats the body, and the loop is unrolled into a graph.
public func elements<Elements: Sequence>(of sequence: Elements) -> LoopElements<Elements.Element> {
  LoopElements(sequence: AnySequence(sequence), graphRows: nil)
}

/// The rows of a tensor, along its first dimension. If the tensor is symbolic, the graph repeats
/// the body.
///
/// - Precondition: the program stops if the tensor is a scalar.
public func elements(of tensor: some TensorConvertible) -> LoopElements<Tensor> {
  let tensor = tensor.tensor
  guard let count = tensor.shape.dimensions.first else {
    misuse(
      "for", "the tensor is a scalar, and has no dimension to go through",
      cure: "use 0..<n to repeat something n times")
  }
  let isInGraph = count > 0 && (tensor.isSymbolic || TracingRules.applyEverywhere)
  return LoopElements(
    sequence: AnySequence((0..<count).lazy.map { tensor[$0] }),
    graphRows: isInGraph ? (count, { gather(tensor, $0) }) : nil)
}

/// What `for` becomes: the body as a closure over the element and the variables it changes.
///
/// ```swift
/// o = forStatement(elements(of: 0..<2), carrying: o, names: ["o"], at: "cube, line 3") { _, o in
///   return o * x
/// }
/// ```
///
/// - Precondition: the program stops if a variable of a graph's loop changes its shape or element
///   type, or is a Swift number.
/// - **Source**: book, chapter 2, section 1.
public func forStatement<Element, each State>(
  _ elements: LoopElements<Element>, carrying state: repeat each State, names: [String] = [],
  at location: String, do body: (Element, repeat each State) throws -> (repeat each State)
) rethrows -> (repeat each State) {
  try leavableForStatement(
    elements, carrying: repeat each state, names: names, at: location,
    while: { (_: repeat each State) in true }, do: body)
}

/// What `for` becomes if the body may leave it with `break` or `return`.
///
/// In a loop over a Swift sequence, each step after one that may have left is traced under the
/// condition that it did not.
public func leavableForStatement<Element, each State, Test: Condition>(
  _ elements: LoopElements<Element>, carrying state: repeat each State, names: [String] = [],
  at location: String, while condition: (repeat each State) throws -> Test,
  do body: (Element, repeat each State) throws -> (repeat each State)
) rethrows -> (repeat each State) {
  let site = Site(statement: "for", location: location, names: names)
  if let (count, row) = elements.graphRows {
    return try repeatInGraph(
      (repeat each state), site, countsSteps: true,
      while: { (position: Tensor?, state: repeat each State) in
        try and(position! < count, try condition(repeat each state))
      },
      do: { (position: Tensor?, state: repeat each State) in
        try body(row(position!), repeat each state)
      })
  }
  var state = (repeat each state)
  for element in elements.sequence {
    switch try condition(repeat each state).decision {
    case .now(false): return state
    case .now(true): state = try body(element, repeat each state)
    case .later(let predicate):
      let before = (repeat each state)
      state = try choose(
        predicate, site, { try body(element, repeat each before) }, { (repeat each before) })
    }
  }
  return state
}
