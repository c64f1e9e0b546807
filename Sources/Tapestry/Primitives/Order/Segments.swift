/// Slices, the segment ID of each, and the number of segments: what the reductions of segments have
/// in common. The slices with the same ID are reduced to one.
struct Segments {
  private let operation: String
  /// [n, ...]
  private let slices: Tensor
  /// [n]
  private let ids: Tensor
  private let count: Int

  init(
    _ operation: String, _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
  ) {
    let (x, segments) = (x.tensor, segments.tensor)
    Self.check(operation, x, segments)
    guard count >= 0 else {
      misuse(operation, "\(count) segments", cure: "give the number of segments, zero or more")
    }
    let rest = x.shape.dimensions.dropFirst(segments.rank)
    self.operation = operation
    slices = reshape(x, Shape([segments.count] + rest))
    ids = Self.wide(reshape(segments, [segments.count]))
    self.count = count
  }

  init(
    sorted operation: String, _ x: some TensorConvertible, _ segments: some TensorConvertible
  ) {
    let (x, segments) = (x.tensor, segments.tensor)
    Self.check(operation, x, segments)
    guard segments.rank == 1 else {
      misuse(
        operation, "segments of shape \(segments.shape)",
        cure: "give a vector of one ID for each slice, or use unsorted\(capital(operation))")
    }
    guard !segments.isSymbolic else {
      misuse(
        operation, "the number of segments depends on values, which a graph does not have yet",
        cure: "use unsorted\(capital(operation)) with count:")
    }
    let list = segments.integers
    for (index, pair) in zip([0] + list, list).enumerated() where pair.1 < pair.0 {
      misuse(
        operation, "segment \(pair.1) (element \(index) of the segments) after segment \(pair.0)",
        cure: "sort the segments from 0 on, or use unsorted\(capital(operation))")
    }
    self.operation = operation
    slices = x
    ids = Self.wide(segments)
    count = (list.last ?? -1).adding(1, in: operation)
  }

  /// As `int64`, because `count` itself, as the ID of one more segment, may not fit a narrower
  /// type.
  private static func wide(_ ids: Tensor) -> Tensor {
    ids.dtype == .int64 ? ids : cast(ids, to: .int64)
  }

  private static func check(_ operation: String, _ x: Tensor, _ segments: Tensor) {
    guard segments.dtype.isInteger else {
      misuse(
        operation, "the segments are a \(segments.dtype) tensor",
        cure: "cast them to integers: cast(segments, to: .int32)")
    }
    guard x.dtype != .bool else {
      misuse(operation, "not defined for bool", cure: "cast first: cast(x, to: .int32)")
    }
    guard x.shape.dimensions.starts(with: segments.shape.dimensions) else {
      misuse(
        operation, "segments of shape \(segments.shape) for shape \(x.shape)",
        cure: "give one segment ID for each element, or for each slice of x")
    }
  }

  func sum() -> Tensor { fold(.sum) }

  /// How many slices each segment has, in a shape that broadcasts with the results.
  private var sizes: Tensor {
    let ones = Tensor.ones(ids.shape, dtype: .int32)
    let sizes = bind(SegmentFold(kind: .sum, count: count, name: operation), [ones, ids])
    return reshape(sizes, Shape([count] + [Int](repeating: 1, count: slices.rank - 1)))
  }

  /// The parts of the means. Integers are summed as `int64`, since the sum of two bytes may not fit
  /// a byte.
  private var means: (sums: Tensor, counts: Tensor) {
    let counts = maximum(sizes, 1)
    guard slices.dtype.isInteger else { return (sum(), cast(counts, to: slices.dtype)) }
    let fold = SegmentFold(kind: .sum, count: count, name: operation)
    return (bind(fold, [cast(slices, to: .int64), ids]), cast(counts, to: .int64))
  }

  /// The means, those of integers in the type that `/` gives.
  func mean() -> Tensor {
    let (sums, counts) = means
    let isNarrow = slices.dtype.isInteger && slices.dtype.size < 4
    return isNarrow ? cast(sums / counts, to: .float32) : sums / counts
  }

  /// The means in the type of the slices, those of integers truncated towards 0.
  func truncatedMean() -> Tensor {
    guard slices.dtype.isInteger else { return mean() }
    let (sums, counts) = means
    // A floor division would round negative quotients away from 0.
    return cast(floorDivide(select(sums < 0, sums + counts - 1, sums), counts), to: slices.dtype)
  }

  func fold(_ kind: SegmentFold.Kind) -> Tensor {
    bind(SegmentFold(kind: kind, count: count, name: operation), [slices, ids])
  }

  /// The results with 0 for segments without elements.
  func withZeros(_ results: Tensor) -> Tensor { select(sizes == 0, 0, results) }
}

/// The name with its first letter a capital.
private func capital(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
