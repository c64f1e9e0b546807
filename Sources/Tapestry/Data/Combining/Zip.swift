extension Dataset {
  /// Tuples of the elements of several datasets, until one of them ends.
  ///
  /// ```swift
  /// for (x, y) in Dataset.zip(xs, ys) { print(x, y) }
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

  /// Pairs of an index, counted from `start`, and an element.
  ///
  /// ```swift
  /// for (index, x) in dataset.enumerate() { print(index, x) }  // indices are tensors of int64
  /// ```
  ///
  /// `enumerated()`, which every Swift sequence has, counts with Swift integers in the loop; here
  /// the indices are tensors and part of the elements, and are batched with them.
  public func enumerate(start: Int = 0) -> Dataset<(Tensor, Element), Failure> {
    let structure = Structure<(Tensor, Element)>.combined(.tensor, structure)
    let stage = EnumerateStage(input: stage, start: start) { [self] index, sample in
      structure.sample((Tensor(index, dtype: .int64), element(of: sample)))
    }
    return Dataset<(Tensor, Element), Failure>(stage: stage, structure: structure)
  }
}

private struct EnumerateStage: Stage {
  let input: any Stage
  let start: Int
  let pair: @Sendable (Int, Sample) -> Sample
  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality }
  func makeIterator() -> StageIterator { EnumerateIterator(self) }
}

private final class EnumerateIterator: StageIterator {
  private let stage: EnumerateStage
  private let input: StageIterator
  private var count = 0

  init(_ stage: EnumerateStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? {
    guard let sample = try input.next() else { return nil }
    let (index, isTooLarge) = stage.start.addingReportingOverflow(count)
    guard !isTooLarge else {
      misuse(
        "enumerate", "element \(count), counted from \(stage.start), has no index in int64",
        cure: "start at a smaller number")
    }
    count += 1
    return stage.pair(index, sample)
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    let before = left
    defer { count += before - left }
    try input.skip(&left, runsFunctions: runsFunctions)
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

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    // The functions of the inputs run in turn, in which they may draw from the same random numbers.
    if runsFunctions { return try super.skip(&left, runsFunctions: true) }
    left =
      try inputs.map { input in
        var rest = left
        try input.skip(&rest, runsFunctions: false)
        return rest
      }.max() ?? left
  }
}
