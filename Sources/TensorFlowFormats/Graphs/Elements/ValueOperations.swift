import Tapestry

extension GraphOperations {
  /// Operations whose results have a size that depends on the values of their inputs.
  ///
  /// In a trace, these values are known only if they come from constants and shapes; otherwise the
  /// function runs node by node.
  static let valueOperations: [String: GraphOperation] = [
    "Where": { call in
      let condition = try call.values(0)
      guard condition.rank > 0 else { throw call.fail("a scalar") }
      return [
        .tensor(initScope { truePositions(condition.dtype == .bool ? condition : condition != 0) })
      ]
    },
    "Unique": { call in try different(call) },
    "UniqueWithCounts": { call in try different(call) },
    "ListDiff": { call in
      let (x, y) = (try call.values(0), try call.values(1))
      guard x.rank == 1, y.rank == 1, x.dtype == y.dtype else {
        throw call.fail("\(x.spec) without \(y.spec)")
      }
      _ = try call.shape([x.count, y.count])
      return initScope {
        let isIn = (expandDims(x, axis: 1) == expandDims(y, axis: 0)).any(axis: 1)
        let kept = reshape(truePositions(logicalNot(isIn)), [-1])
        return [.tensor(gather(x, kept)), .tensor(cast(kept, to: call.indexType))]
      }
    },
    "Bincount": { call in
      let (x, weights) = (try call.tensor(0), try call.tensor(2))
      return [.tensor(try counts(call, x, weights, size: try call.integer(1)))]
    },
    "DenseBincount": { call in
      let (x, weights) = (try call.tensor(0), try call.tensor(2))
      let found = try counts(call, x, weights, size: try call.integer(1))
      return [.tensor(call.flag("binary_output") ? minimum(found, 1) : found)]
    },
    "HistogramFixedWidth": { call in
      let (x, range, count) = (try call.numeric(0), try call.tensor(1), try call.integer(2))
      guard range.dtype == x.dtype, range.shape == [2], x.dtype.isFloating,
        (1..<1 << 28).contains(count)
      else { throw call.fail("\(x.spec) in \(count) parts of \(range.spec)") }
      let width = (range[1] - range[0]) / Double(count)
      let bins = clip(floor((x - range[0]) / width), min: 0, max: Double(count - 1))
      let indices = cast(reshape(bins, [x.count]), to: .int64)
      let ones = known { Tensor.ones([x.count], dtype: .int64) }
      let found = unsortedSegmentSum(ones, indices, count: count)
      return [.tensor(cast(found, to: try call.dtype("dtype", default: .int32)))]
    },
    "DynamicPartition": { call in
      let (x, partitions) = (try call.tensor(0), try call.values(1))
      let count = try call.number("num_partitions", default: 0)
      guard partitions.dtype.isInteger, partitions.rank > 0, partitions.rank <= x.rank,
        x.shape.dimensions.prefix(partitions.rank) == partitions.shape.dimensions[...],
        (1..<1 << 16).contains(count)
      else { throw call.fail("\(x.spec) in \(count) parts by \(partitions.spec)") }
      known {
        requireCondition(
          logicalAnd(partitions >= 0, partitions < count).all(), "a part beyond \(count) among",
          showing: [partitions])
      }
      let rows = reshape(x, [partitions.count] + x.shape.dimensions.dropFirst(partitions.rank))
      let flat = initScope { reshape(partitions, [partitions.count]) }
      return (0..<count).map { part in
        .tensor(gather(rows, initScope { reshape(truePositions(flat == part), [-1]) }))
      }
    },
    "DynamicStitch": { call in try stitched(call) },
    "ParallelDynamicStitch": { call in try stitched(call) },
  ]

  /// The positions of the true elements, one in each row.
  private static func truePositions(_ condition: Tensor) -> Tensor { positions(of: condition) }

  private static func different(_ call: NodeCall) throws -> [GraphValue] {
    let x = try call.values(0)
    guard x.rank == 1 else { throw call.fail("shape \(x.shape)") }
    return initScope {
      let (values, indices, counts) = unique(x)
      let type = call.indexType
      return [values, cast(indices, to: type), cast(counts, to: type)].map { .tensor($0) }
    }
  }

  /// How often each number below a size occurs, or the sums of the weights beside it; in a matrix,
  /// row by row.
  private static func counts(
    _ call: NodeCall, _ x: Tensor, _ weights: Tensor, size: Int
  ) throws -> Tensor {
    guard x.dtype.isInteger, weights.count == 0 || weights.shape == x.shape, weights.dtype != .bool,
      (0..<1 << 28).contains(size), call.node.op == "Bincount" || (1...2).contains(x.rank)
    else { throw call.fail("\(x.spec) below \(size) with weights \(weights.spec)") }
    requireCondition((x >= 0).all(), "a number below 0 among", showing: [x])
    let amounts =
      weights.count == 0 ? known { Tensor.ones(x.shape, dtype: weights.dtype) } : weights
    // Numbers that are too large are not counted.
    let number = cast(x, to: .int64)
    let own = select(number < size, number, known { Tensor(Int64(-1)) })
    guard x.rank == 2 else {
      return unsortedSegmentSum(reshape(amounts, [x.count]), reshape(own, [x.count]), count: size)
    }
    let rows = x.rows
    _ = try call.shape([rows, size])
    let starts = known { reshape(Tensor.range(rows, dtype: .int64) * size, [rows, 1]) }
    let spread = select(own < 0, own, own + starts)
    return reshape(
      unsortedSegmentSum(
        reshape(amounts, [x.count]), reshape(spread, [x.count]), count: rows * size),
      [rows, size])
  }

  /// Rows of several tensors, placed at the positions in their index tensors; of several rows for
  /// one position the last one counts.
  private static func stitched(_ call: NodeCall) throws -> [GraphValue] {
    let half = call.inputs.count / 2
    guard half > 0, call.inputs.count == 2 * half else {
      throw call.fail("\(call.inputs.count) inputs")
    }
    var (positions, rows) = ([Int](), [Tensor]())
    for index in 0..<half {
      let (indices, x) = (try call.values(index), try call.tensor(half + index))
      guard indices.dtype.isInteger, indices.rank <= x.rank,
        x.shape.dimensions.prefix(indices.rank) == indices.shape.dimensions[...]
      else { throw call.fail("\(x.spec) at \(indices.spec)") }
      positions += initScope { cast(indices, to: .int64).scalars(as: Int.self) }
      rows.append(reshape(x, [indices.count] + x.shape.dimensions.dropFirst(indices.rank)))
    }
    let rest = rows[0].shape.dimensions.dropFirst()
    guard
      rows.allSatisfy({
        $0.dtype == rows[0].dtype && $0.shape.dimensions.dropFirst() == rest
      }), positions.allSatisfy({ (0..<1 << 28).contains($0) })
    else { throw call.fail("rows \(rows.map(\.spec)) at \(positions.prefix(8))") }
    let count = (positions.max() ?? -1) + 1
    _ = try call.shape([count] + rest)
    // Positions without a row get zeros.
    var sources = [Int](repeating: positions.count, count: count)
    for (source, position) in positions.enumerated() { sources[position] = source }
    if sources.contains(positions.count) {
      rows.append(known { Tensor.zeros(Shape([1] + rest), dtype: rows[0].dtype) })
    }
    let order = known { Tensor(sources.map(Int64.init), shape: [count]) }
    return [.tensor(gather(concat(rows, axis: 0), order))]
  }
}

extension NodeCall {
  /// The type of positions in a result.
  fileprivate var indexType: DType {
    node.attr["out_idx"].flatMap { DType($0.type) } ?? .int32
  }
}
