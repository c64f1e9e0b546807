extension Dataset {
  /// Applies a function to each element.
  ///
  /// ```swift
  /// Dataset.range(3).map { x in x * x }                      // 0, 1, 4
  /// Dataset.fromTensorSlices((x, y)).map { x, y in (x / 255, y) }
  /// Dataset.textLines("numbers.txt").map { line in try parse(line) }
  /// ```
  ///
  /// With several `parallelCalls`, that many elements are computed at a time, each on its own
  /// thread, ahead of the loop, and delivered in order. So many slow sources can be waited for at
  /// once, however few cores there are. Tapes and traces of the loop's thread do not see these
  /// computations.
  ///
  /// Random numbers that the function draws come from the program's streams, so that a second
  /// iteration continues them. TensorFlow starts a function's streams anew in each iteration, and
  /// repeats with a seed what it drew before, the augmentations of an epoch for example.
  ///
  /// A function that throws needs a dataset that can fail: `dataset.throwing.map { … }`. Its error
  /// is thrown in place of the element.
  ///
  /// - Precondition: `parallelCalls` is positive.
  public func map<Output: TensorStructure & Sendable>(
    parallelCalls: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> Dataset<Output, Failure> {
    map(parallelCalls, .whole(), transform)
  }

  /// Applies a function that returns a tuple to each element.
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
}

extension Dataset {
  /// The same elements as values, for stages that mix those of several tables.
  var values: any Stage {
    guard stage.table != nil else { return stage }
    return MapStage(input: stage) { [self] in structure.sample(element(of: $0)) }
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
      : ReadAheadIterator(
        input, limit: parallelCalls, threads: parallelCalls, transform: transform)
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

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    if runsFunctions { return try super.skip(&left, runsFunctions: true) }
    try input.skip(&left, runsFunctions: false)
  }
}
