extension Dataset {
  /// What a function makes of each element and of what it kept of those before.
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

  /// One value made of all elements, one after the other.
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
