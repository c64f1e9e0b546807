extension Dataset {
  /// Combines consecutive elements, whose tensors may differ in size, into batches of `size`:
  /// smaller tensors are padded.
  ///
  /// ```swift
  /// let lists = Dataset.range(1, 4).map { n in Tensor.full([Int(n.number)], n) }
  /// lists.paddedBatch(2)            // [[1, 0], [2, 2]], [[3, 3, 3]]
  /// lists.paddedBatch(2, to: [[4]]) // [[1, 0, 0, 0], [2, 2, 0, 0]], [[3, 3, 3, 0]]
  /// ```
  ///
  /// `shapes` gives the padded shape of each tensor of an element; nil for a dimension, or for all,
  /// means the largest size in the batch.
  ///
  /// - Throws: for a dataset that can fail, `DatasetError` if elements of one batch differ in rank
  ///   or type, or are larger than the padded shape.
  /// - Precondition: `size` is positive. If the dataset cannot fail, elements have the same ranks
  ///   and types, and fit the padded shapes.
  public func paddedBatch(
    _ size: Int, to shapes: [[Int?]]? = nil, padding: Double = 0, dropRemainder: Bool = false
  ) -> Dataset {
    guard size > 0 else {
      misuse("paddedBatch", "batches of \(size) elements", cure: "put at least one into a batch")
    }
    // Rows of a table have the same size: without shapes there is nothing to pad.
    let input = shapes == nil ? stage : values
    let structure = structure.ofSamples(in: input.table)
    let padded = BatchPadding(shapes: shapes, value: padding)
    return through(
      BatchStage(input: input, structure: structure, size: size, dropRemainder: dropRemainder) {
        samples in
        let columns = try structure.columns(of: samples, for: "paddedBatch", sameShapes: false)
        return structure.rebuild(samples[0], try padded.batches(of: columns))
      })
  }
}

/// The padded shapes of a batch's tensors, and the values with which they are padded.
private struct BatchPadding: Sendable {
  let shapes: [[Int?]]?
  let value: Double

  func batches(of columns: [[Tensor]]) throws -> [Tensor] {
    try columns.enumerated().map { part, tensors in
      let shape = try common(tensors, part: part)
      return stacked(tensors.map { $0.shape == shape ? $0 : filledUp($0, to: shape) })
    }
  }

  /// The common shape of all tensors of a batch.
  private func common(_ tensors: [Tensor], part: Int) throws -> Shape {
    let largest = (0..<tensors[0].rank).map { axis in
      tensors.map { $0.shape.dimensions[axis] }.max()!
    }
    guard let shapes else { return Shape(largest) }
    guard part < shapes.count, shapes[part].count == largest.count,
      zip(shapes[part], largest).allSatisfy({ $0 ?? $1 >= $1 })
    else {
      throw DatasetError.cannotPad(part: part, largest: Shape(largest), shapes: shapes)
    }
    let shape = Shape(zip(shapes[part], largest).map { $0 ?? $1 })
    requireCountable(shape, tensors.count, tensors[0].dtype)
    return shape
  }

  /// Stops the program if the number of bytes of a batch overflows Int.
  private func requireCountable(_ shape: Shape, _ count: Int, _ dtype: DType) {
    var bytes = count * dtype.size
    for size in shape.dimensions {
      let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: size)
      if isTooLarge {
        misuse(
          "paddedBatch", "\(count) tensors of shape \(shape) have more bytes than Int can count",
          cure: "pad to smaller sizes")
      }
      bytes = product
    }
  }

  private func filledUp(_ x: Tensor, to shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape, dtype: x.dtype)
    broadcastedValue(x.dtype, to: shape).copy(into: result)
    let corner = Tensor(view: result, shape: x.shape, strides: result.strides)
    x.copy(into: corner)
    return result
  }

  /// The padding as a view of one number, in a shape.
  private func broadcastedValue(_ dtype: DType, to shape: Shape) -> Tensor {
    let number = Tensor(value, dtype: dtype)
    return Tensor(view: number, shape: shape, strides: [Int](repeating: 0, count: shape.rank))
  }
}
