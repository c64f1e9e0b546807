extension Dataset {
  /// The slices of each element along the first dimension, as separate elements.
  ///
  /// ```swift
  /// Dataset.range(4).batch(3).unbatch()  // 0, 1, 2, 3
  /// ```
  ///
  /// - Throws: for a dataset that can fail, `DatasetError` if a tensor of an element is a scalar,
  ///   or their first dimensions differ.
  /// - Precondition: if the dataset cannot fail, the tensors of each element have the same first
  ///   dimension.
  public func unbatch() -> Dataset {
    through(UnbatchStage(input: stage, structure: structure.ofSamples(in: stage.table)))
  }
}

private struct UnbatchStage: Stage {
  let input: any Stage
  let structure: SampleStructure
  var inputs: [any Stage] { [input] }
  var cardinality: Cardinality { input.cardinality == .known(0) ? .known(0) : .unknown }
  func makeIterator() -> StageIterator { UnbatchIterator(self) }
}

private final class UnbatchIterator: StageIterator {
  private let input: StageIterator
  private let structure: SampleStructure
  private var batch: Sample?
  private var tensors: [Tensor] = []
  private var rows = 0..<0

  init(_ stage: UnbatchStage) {
    input = stage.input.makeIterator()
    structure = stage.structure
  }

  override func next() throws -> Sample? {
    while rows.isEmpty {
      guard let sample = try input.next() else { return nil }
      try open(sample)
    }
    let row = rows.removeFirst()
    return structure.rebuild(
      batch,
      tensors.map { $0.row(row, shape: Shape(Array($0.shape.dimensions.dropFirst()))) })
  }

  private func open(_ sample: Sample) throws {
    batch = sample
    tensors = structure.tensors(sample).map { $0.contiguous() }
    let sizes = Set(tensors.map { $0.shape.dimensions.first })
    guard sizes.count == 1, let size = sizes.first ?? nil else {
      throw DatasetError.cannotUnbatch(structure.signature(sample))
    }
    rows = 0..<size
  }
}
