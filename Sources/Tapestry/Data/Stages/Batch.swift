extension Dataset {
  /// Combines consecutive elements into batches of `size`, along a new first dimension of each
  /// tensor.
  ///
  /// ```swift
  /// Dataset.range(5).batch(2)                       // [0, 1], [2, 3], [4]
  /// Dataset.range(5).batch(2, dropRemainder: true)  // [0, 1], [2, 3]
  /// ```
  ///
  /// - Throws: for a dataset that can fail, `DatasetError` if elements of one batch differ in shape
  ///   or type.
  /// - Precondition: `size` is positive. If the dataset cannot fail, elements have the same shapes
  ///   and types.
  /// - **Source:** document 000, getting data; document 001, training the model.
  public func batch(_ size: Int, dropRemainder: Bool = false) -> Dataset {
    guard size > 0 else {
      misuse("batch", "batches of \(size) elements", cure: "put at least one into a batch")
    }
    let structure = structure.ofSamples(in: stage.table)
    return through(
      BatchStage(input: stage, structure: structure, size: size, dropRemainder: dropRemainder) {
        samples in
        let columns = try structure.columns(of: samples, for: "batch")
        return structure.rebuild(samples[0], columns.map(stacked))
      })
  }
}

struct BatchStage: Stage {
  let input: any Stage
  let structure: SampleStructure
  let size: Int
  let dropRemainder: Bool
  /// Combines several elements that were computed one by one into one.
  let join: @Sendable ([Sample]) throws -> Sample

  var inputs: [any Stage] { [input] }

  var cardinality: Cardinality {
    input.cardinality.map { dropRemainder ? $0 / size : $0 / size + ($0 % size == 0 ? 0 : 1) }
  }

  func makeIterator() -> StageIterator {
    input.table.map { RowBatchIterator(self, $0) } ?? ValueBatchIterator(self)
  }
}

/// Batches of elements that are rows of a table: the rows are copied at once.
private final class RowBatchIterator: StageIterator {
  private let stage: BatchStage
  private let input: StageIterator
  private let table: SliceTable
  // Computed for the first full batch, which never comes if the size is larger than the table.
  private lazy var fullShapes = table.batchShapes(stage.size)
  private var rows: [Int] = []

  init(_ stage: BatchStage, _ table: SliceTable) {
    self.stage = stage
    input = stage.input.makeIterator()
    self.table = table
  }

  override func next() throws -> Sample? {
    rows.removeAll(keepingCapacity: true)
    try input.readRows(stage.size, into: &rows)
    if rows.isEmpty || (stage.dropRemainder && rows.count < stage.size) { return nil }
    let shapes = rows.count == stage.size ? fullShapes : table.batchShapes(rows.count)
    return stage.structure.rebuild(nil, table.gather(rows, shapes: shapes))
  }

  // Rows always fit together, so that no error is missed.
  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    try stage.skip(&left, of: input, runsFunctions: runsFunctions)
  }
}

/// Batches of elements that were computed one by one.
private final class ValueBatchIterator: StageIterator {
  private let stage: BatchStage
  private let input: StageIterator

  init(_ stage: BatchStage) {
    self.stage = stage
    input = stage.input.makeIterator()
  }

  override func next() throws -> Sample? {
    var samples: [Sample] = []
    try input.read(stage.size, into: &samples)
    if samples.isEmpty || (stage.dropRemainder && samples.count < stage.size) { return nil }
    return try stage.join(samples)
  }

  override func skip(_ left: inout Int, runsFunctions: Bool) throws {
    // Elements that do not fit together are an error, in a skipped batch too.
    if runsFunctions { return try super.skip(&left, runsFunctions: true) }
    try stage.skip(&left, of: input, runsFunctions: false)
  }
}

extension BatchStage {
  /// Skips batches by counting elements only.
  fileprivate func skip(
    _ left: inout Int, of input: StageIterator, runsFunctions: Bool
  ) throws {
    let (product, isTooLarge) = left.multipliedReportingOverflow(by: size)
    let wanted = isTooLarge ? Int.max : product
    var elements = wanted
    do {
      try input.skip(&elements, runsFunctions: runsFunctions)
    } catch {
      // The elements of the batch in which the error occurred are lost.
      left -= (wanted - elements) / size
      throw error
    }
    let skipped = wanted - elements
    left -= skipped / size + (skipped % size == 0 || dropRemainder ? 0 : 1)
  }
}

extension SampleStructure {
  /// For each tensor of an element, that tensor from all samples. Checks that all samples have
  /// tensors of the same shapes and types, and are equal in everything that is not a tensor.
  func columns(
    of samples: [Sample], for operation: String, sameShapes: Bool = true
  ) throws -> [[Tensor]] {
    let first = tensors(samples[0])
    guard !first.isEmpty else {
      throw DatasetError.noTensors(operation: operation, signature(samples[0]))
    }
    var columns = first.map { [$0] }
    for (index, sample) in samples.enumerated().dropFirst() {
      let tensors = tensors(sample)
      guard tensors.count == first.count else {
        throw DatasetError.differentElements(
          operation: operation, first: signature(samples[0]), index: index, signature(sample))
      }
      for (part, tensor) in tensors.enumerated() {
        let isLikeFirst =
          sameShapes
          ? tensor.shape == first[part].shape && tensor.dtype == first[part].dtype
          : tensor.rank == first[part].rank && tensor.dtype == first[part].dtype
        guard isLikeFirst else {
          throw DatasetError.differentElements(
            operation: operation, first: signature(samples[0]), index: index, signature(sample))
        }
        columns[part].append(tensor)
      }
    }
    try checkConstants(of: samples, for: operation)
    return columns
  }

  /// A batch has only one copy of a number or string that is not a tensor, so these must not
  /// differ.
  private func checkConstants(of samples: [Sample], for operation: String) throws {
    let first = signature(samples[0]).withoutTensors
    guard let first else { return }
    for (index, sample) in samples.enumerated() where signature(sample).withoutTensors != first {
      throw DatasetError.differentElements(
        operation: operation, first: signature(samples[0]), index: index, signature(sample))
    }
  }
}

extension Signature {
  /// The part of the signature that is not tensors; nil if there is none.
  var withoutTensors: Signature? {
    switch self {
    case .tensor: return nil
    case .list(let parts):
      let rest = parts.compactMap(\.withoutTensors)
      return rest.isEmpty ? nil : .list(rest)
    case .dictionary(let parts):
      let rest = parts.compactMapValues(\.withoutTensors)
      return rest.isEmpty ? nil : .dictionary(rest)
    case .none: return nil
    default: return self
    }
  }
}

/// Tensors of one shape and type along a new first dimension.
///
/// It does not use `stack`, which goes through the one door: what a pipeline moves is not part of a
/// computation that a tape or a trace should record.
func stacked(_ tensors: [Tensor]) -> Tensor {
  let first = tensors[0]
  let result = Tensor(
    uninitialized: Shape([tensors.count] + first.shape.dimensions), dtype: first.dtype)
  let bytes = first.count * first.dtype.size
  result.withBytes { target in
    for (index, tensor) in tensors.enumerated() {
      tensor.contiguous().withBytes {
        (target + index * bytes).copyMemory(from: $0, byteCount: bytes)
      }
    }
  }
  return result
}
