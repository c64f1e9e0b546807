extension Dataset {
  /// Applies a function to each element and a state that it passes on from the element before.
  ///
  /// ```swift
  /// Dataset.range(4).scan(0) { sum, x in
  ///   sum += Int(x.number)
  ///   return Tensor(sum)
  /// }  // 0, 1, 3, 6
  /// ```
  ///
  /// Each iteration starts with `initial`.
  public func scan<State: Sendable, Output: TensorStructure & Sendable>(
    _ initial: State,
    _ transform: @escaping @Sendable (inout State, Element) throws(Failure) -> Output
  ) -> Dataset<Output, Failure> {
    let structure = Structure<Output>.whole()
    let stage = GeneratorStage(inputs: [stage], cardinality: cardinality) { [stage] in
      let input = stage.makeIterator()
      var state = initial
      return {
        guard let sample = try input.next() else { return nil }
        return structure.sample(try transform(&state, element(of: sample)))
      }
    }
    return Dataset<Output, Failure>(stage: stage, structure: structure)
  }

  /// Combines all elements, one after the other, into one value.
  ///
  /// ```swift
  /// Dataset.range(5).reduce(0) { $0 + $1.number }  // 10.0
  /// ```
  public func reduce<Result>(
    _ initial: Result, _ combine: (Result, Element) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var result = initial
    let elements = makeIterator()
    while let element = try elements.next() { result = try combine(result, element) }
    return result
  }
}
