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
  public func map<each Part: TensorStructure & Sendable>(
    parallelCalls: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> (repeat each Part)
  ) -> Dataset<(repeat each Part), Failure> {
    guard parallelCalls > 0 else {
      misuse("map", "\(parallelCalls) calls at a time", cure: "allow at least one")
    }
    return Dataset<(repeat each Part), Failure>(
      stage: MapStage(input: stage, parallelCalls: parallelCalls) { sample in
        .value(Box(try transform(element(of: sample))))
      },
      structure: .parts())
  }
}

private struct MapStage: Stage {
  let input: any Stage
  let parallelCalls: Int
  let transform: @Sendable (Sample) throws -> Sample

  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality }
  func makeIterator() -> StageIterator {
    MapIterator(input.makeIterator(), transform)
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
