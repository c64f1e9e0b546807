/// How far the random operations of a function's graphs have drawn.
///
/// ```swift
/// let noise = Function("noise") { Tensor.uniform([2]) }
/// _ = try noise()
/// let state = noise.randomState
/// let next = try noise().scalars(as: Float.self)
/// noise.restore(state)
/// try noise().scalars(as: Float.self) == next  // true
/// ```
///
/// Graphs have generators of their own, which are part of neither the program's random state nor
/// the values of variables.
public struct FunctionRandomState: Codable, Hashable, Sendable {
  /// The generators of one graph.
  private struct Graph: Codable, Hashable {
    let signature: String
    let generators: [Philox]
  }

  private var graphs: [Graph] = []

  init() {}

  mutating func add(_ signature: Signature, _ generators: [GraphGenerator]) {
    guard !generators.isEmpty else { return }
    graphs.append(
      Graph(signature: signature.description, generators: generators.map(\.position)))
  }

  mutating func add(_ other: FunctionRandomState) { graphs += other.graphs }

  /// Lets a graph's generators continue from the stored state of a graph of this signature, and
  /// removes that state. A graph with other random operations is from a different program, and
  /// starts afresh.
  mutating func resume(_ signature: Signature, _ generators: [GraphGenerator]) {
    guard !generators.isEmpty, !graphs.isEmpty else { return }
    let text = signature.description
    let index = graphs.firstIndex {
      $0.signature == text && $0.generators.count == generators.count
    }
    guard let index else { return }
    for (generator, position) in zip(generators, graphs.remove(at: index).generators) {
      generator.position = position
    }
  }
}

extension Function {
  /// How far the random operations of the function's graphs have drawn.
  ///
  /// ```swift
  /// let dropout = Function("dropout") { (x: Tensor) in Dropout(0.5)(x, training: true) }
  /// _ = try dropout(x)
  /// let saved = try JSONEncoder().encode(dropout.randomState)
  /// ```
  public var randomState: FunctionRandomState {
    traced.withLock { traced in
      var state = FunctionRandomState()
      for function in traced.functions { state.add(function.signature, function.generators) }
      state.add(traced.randomState)
      return state
    }
  }

  /// Lets the function's graphs draw what they drew after the state was taken, also in another run
  /// of the program, in which they have not been traced yet.
  ///
  /// ```swift
  /// let noise = Function("noise") { Tensor.normal([3]) }
  /// let same = Function("noise") { Tensor.normal([3]) }
  /// let first = try noise()
  /// same.restore(noise.randomState)
  /// try noise().scalars(as: Float.self) == same().scalars(as: Float.self)  // true
  /// ```
  public func restore(_ state: FunctionRandomState) {
    traced.withLock { traced in
      traced.randomState = state
      for function in traced.functions {
        traced.randomState.resume(function.signature, function.generators)
      }
    }
  }
}
