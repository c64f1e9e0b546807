import Dispatch

extension Dataset {
  /// What a function makes of each element.
  ///
  /// ```swift
  /// Dataset.range(3).map { x in x * x }                      // 0, 1, 4
  /// Dataset.fromTensorSlices((x, y)).map { x, y in (x / 255, y) }
  /// Dataset.textLines("numbers.txt").map { line in try parse(line) }
  /// ```
  ///
  /// With several `parallelCalls` that many elements are computed at a time, on other threads, in
  /// advance of the loop; they come in their order nevertheless. Tapes and traces of the loop's own
  /// thread do not see what happens there.
  ///
  /// A function that throws belongs to a dataset that can fail: `dataset.throwing.map { … }`. Its
  /// error comes in the place of the element.
  ///
  /// Traps: if `parallelCalls` is not positive.
  public func map<Output: TensorStructure & Sendable>(
    parallelCalls: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> Dataset<Output, Failure> {
    map(parallelCalls, .whole(), transform)
  }

  /// What a function makes of each element: a tuple of several parts.
  public func map<
    First: TensorStructure & Sendable, Second: TensorStructure & Sendable,
    each Rest: TensorStructure & Sendable
  >(
    parallelCalls: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> (First, Second, repeat each Rest)
  ) -> Dataset<(First, Second, repeat each Rest), Failure> {
    map(parallelCalls, .parts(), transform)
  }

  private func map<Output>(
    _ parallelCalls: Int, _ structure: Structure<Output>,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> Dataset<Output, Failure> {
    guard parallelCalls > 0 else {
      misuse("map", "\(parallelCalls) calls at a time", cure: "allow at least one")
    }
    let stage = MapStage(input: stage, parallelCalls: parallelCalls) { sample in
      structure.sample(try transform(element(of: sample)))
    }
    return Dataset<Output, Failure>(stage: stage, structure: structure)
  }

  /// What a function makes of each element and of what it kept of those before.
  ///
  /// ```swift
  /// Dataset.range(4).scan(0) { sum, x in
  ///   sum += Int(x.number)
  ///   return Tensor(sum)
  /// }  // 0, 1, 3, 6
  /// ```
  ///
  /// Each pass starts with `initial`.
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

struct MapStage: Stage {
  let input: any Stage
  var parallelCalls = 1
  let transform: @Sendable (Sample) throws -> Sample

  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality }

  func makeIterator() -> StageIterator {
    let input = input.makeIterator()
    return parallelCalls == 1
      ? MapIterator(input, transform)
      : ParallelMapIterator(input, parallelCalls: parallelCalls, transform)
  }
}

private final class MapIterator: StageIterator {
  private let input: StageIterator
  private let transform: (Sample) throws -> Sample

  init(_ input: StageIterator, _ transform: @escaping (Sample) throws -> Sample) {
    self.input = input
    self.transform = transform
  }

  override func next() throws -> Sample? { try input.next().map(transform) }
  override func skip(_ count: Int) throws -> Int { try input.skip(count) }
}

private final class ParallelMapIterator: StageIterator {
  private let input: StageIterator
  private let futures: Futures
  private var hasStarted = false

  init(
    _ input: StageIterator, parallelCalls: Int,
    _ transform: @escaping @Sendable (Sample) throws -> Sample
  ) {
    self.input = input
    futures = Futures(limit: parallelCalls) { wanted in
      guard let sample = try input.next() else { return nil }
      let future = Future()
      DispatchQueue.global().async {
        future.fulfill(wanted() ? Result { try transform(sample) } : .success(nil))
      }
      return future
    }
  }

  override func next() throws -> Sample? {
    hasStarted = true
    return try futures.next()
  }

  override func skip(_ count: Int) throws -> Int {
    hasStarted ? try super.skip(count) : try input.skip(count)
  }
}
