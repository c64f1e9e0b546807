// Several datasets become one.

extension Dataset {
  /// The elements of this dataset, then those of another.
  ///
  /// ```swift
  /// Dataset.range(2).concatenate(Dataset.range(7, 9))  // 0, 1, 7, 8
  /// ```
  public func concatenate(_ other: Dataset) -> Dataset {
    if let table = stage.table, table === other.stage.table {
      return through(ConcatenateStage(inputs: [stage, other.stage], table: table))
    }
    return through(ConcatenateStage(inputs: [values, other.values], table: nil))
  }

  /// The elements of several datasets side by side, until one of them ends.
  ///
  /// ```swift
  /// for (x, y) in Dataset.zip(xs, ys) { … }
  /// ```
  public static func zip<each Part>(
    _ datasets: repeat Dataset<each Part, Failure>
  ) -> Dataset where Element == (repeat each Part) {
    var inputs: [any Stage] = []
    for dataset in repeat each datasets { inputs.append(dataset.stage) }
    let structure = Structure.combined(repeat (each datasets).structure)
    let stage = ZipStage(inputs: inputs) { samples in
      var rest = samples[...]
      return structure.sample((repeat (each datasets).element(of: rest.removeFirst())))
    }
    return Dataset(stage: stage, structure: structure)
  }

  /// The elements with their numbers, from `start` on.
  ///
  /// ```swift
  /// for (number, x) in dataset.enumerate() { … }   // tensors of int64
  /// ```
  ///
  /// `enumerated()`, which every Swift sequence has, counts with Swift's numbers, in the loop only;
  /// these are part of the elements, and are batched with them.
  public func enumerate(start: Int = 0) -> Dataset<(Tensor, Element), Failure> {
    let numbers = GeneratorStage(cardinality: .infinite) {
      var next = start
      return {
        defer { next += 1 }
        return .value(Box(Tensor(next, dtype: .int64)))
      }
    }
    return .zip(Dataset<Tensor, Failure>(stage: numbers, structure: .tensor), self)
  }

  /// The same elements as values, for stages that mix those of several tables.
  var values: any Stage {
    guard stage.table != nil else { return stage }
    return MapStage(input: stage) { [self] in structure.sample(element(of: $0)) }
  }
}

private struct ConcatenateStage: Stage {
  let inputs: [any Stage]
  let table: SliceTable?

  var cardinality: Cardinality {
    inputs.reduce(.known(0)) { sum, input in
      switch (sum, input.cardinality) {
      case (.known(let a), .known(let b)): .known(a + b)
      case (.infinite, _), (_, .infinite): .infinite
      default: .unknown
      }
    }
  }

  func makeIterator() -> StageIterator { ConcatenateIterator(inputs) }
}

private final class ConcatenateIterator: StageIterator {
  private var rest: ArraySlice<any Stage>
  private var input: StageIterator?

  init(_ inputs: [any Stage]) { rest = inputs[...] }

  override func next() throws -> Sample? {
    while let input = input ?? rest.popFirst()?.makeIterator() {
      if let sample = try input.next() {
        self.input = input
        return sample
      }
      self.input = nil
    }
    return nil
  }

  override func skip(_ count: Int) throws -> Int {
    var skipped = 0
    while skipped < count, let input = input ?? rest.popFirst()?.makeIterator() {
      skipped += try input.skip(count - skipped)
      self.input = skipped < count ? nil : input
    }
    return skipped
  }
}

private struct ZipStage: Stage {
  let inputs: [any Stage]
  let combine: @Sendable ([Sample]) -> Sample

  var cardinality: Cardinality {
    inputs.map(\.cardinality).reduce(.infinite) { shortest, next in
      switch (shortest, next) {
      case (.known(let a), .known(let b)): .known(min(a, b))
      case (.infinite, let other), (let other, .infinite): other
      default: .unknown
      }
    }
  }

  func makeIterator() -> StageIterator { ZipIterator(self) }
}

private final class ZipIterator: StageIterator {
  private let inputs: [StageIterator]
  private let combine: ([Sample]) -> Sample

  init(_ stage: ZipStage) {
    inputs = stage.inputs.map { $0.makeIterator() }
    combine = stage.combine
  }

  override func next() throws -> Sample? {
    var samples: [Sample] = []
    for input in inputs {
      guard let sample = try input.next() else { return nil }
      samples.append(sample)
    }
    return combine(samples)
  }

  override func skip(_ count: Int) throws -> Int {
    try inputs.map { try $0.skip(count) }.min() ?? 0
  }
}
