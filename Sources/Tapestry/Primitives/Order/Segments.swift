// Reductions over segments: the elements of x with the same segment ID are reduced to one.

/// The sums of the elements that belong to each of a number of segments.
///
/// ```swift
/// let x = Tensor([1, 2, 3, 4])
/// unsortedSegmentSum(x, Tensor([2, 0, 2, 0]), count: 3)  // [6, 0, 4]
/// ```
///
/// Elements with a negative segment ID are left out; a segment without elements has the sum 0.
///
/// - Parameters:
///   - segments: the segment ID of each element, or of each slice of x.
///   - count: the number of segments, which makes the result's shape known when the function is
///     traced.
/// - **Shapes:** x's shape begins with the segments'; these dimensions become one of `count`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentSum(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentSum", x, segments, count: count).sum()
}

/// The means of the elements that belong to each of a number of segments.
///
/// ```swift
/// unsortedSegmentMean(Tensor([1.0, 2.0, 3.0]), Tensor([1, 1, 0]), count: 2)  // [3, 1.5]
/// ```
///
/// Elements with a negative segment ID are left out; a segment without elements has the mean 0.
///
/// - **Shapes:** as `unsortedSegmentSum`.
/// - **DTypes:** x all numbers, the segments integers; means of integers are floating-point
///   numbers, as quotients are.
/// - **Gradient:** of x.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentMean(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentMean", x, segments, count: count).mean()
}

/// The largest of the elements that belong to each of a number of segments.
///
/// ```swift
/// unsortedSegmentMax(Tensor([1, 2, 3]), Tensor([1, 1, 0]), count: 2)  // [3, 2]
/// ```
///
/// Elements with a negative segment ID are left out; a segment without elements has the
/// smallest number of the element type.
///
/// - **Shapes:** as `unsortedSegmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; among equals each gets an equal share.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentMax(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentMax", x, segments, count: count).fold(.max)
}

/// The smallest of the elements that belong to each of a number of segments.
///
/// ```swift
/// unsortedSegmentMin(Tensor([1, 2, 3]), Tensor([1, 1, 0]), count: 2)  // [3, 1]
/// ```
///
/// Elements with a negative segment ID are left out; a segment without elements has the largest
/// number of the element type.
///
/// - **Shapes:** as `unsortedSegmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; among equals each gets an equal share.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentMin(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentMin", x, segments, count: count).fold(.min)
}

/// The products of the elements that belong to each of a number of segments.
///
/// ```swift
/// unsortedSegmentProd(Tensor([2, 3, 4]), Tensor([1, 1, 0]), count: 2)  // [4, 6]
/// ```
///
/// Elements with a negative segment ID are left out; a segment without elements has the product
/// 1.
///
/// - **Shapes:** as `unsortedSegmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; where elements are 0, only the first derivative.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentProd(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentProd", x, segments, count: count).fold(.prod)
}

// MARK: - Sorted segments

/// The sums of the slices of each segment; the segment IDs are sorted.
///
/// ```swift
/// segmentSum(Tensor([1, 2, 3, 4]), Tensor([0, 0, 2, 2]))  // [3, 0, 7]
/// ```
///
/// The last ID determines how many segments there are. A segment without elements has the sum
/// 0.
///
/// - Parameter segments: the segment ID of each slice of x.
/// - **Shapes:** [n, ...] and [n] give [last ID + 1, ...].
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x.
/// - Precondition: the IDs ascend from 0, and no graph is being traced, because a graph's
///   shapes cannot depend on values: there, use `unsortedSegmentSum`.
public func segmentSum(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  Segments(sorted: "segmentSum", x, segments).sum()
}

/// The means of the slices of each segment; the segment IDs are sorted.
///
/// ```swift
/// segmentMean(Tensor([1.0, 2.0, 3.0]), Tensor([0, 0, 1]))  // [1.5, 3]
/// ```
///
/// A segment without elements has the mean 0.
///
/// - **Shapes:** as `segmentSum`.
/// - **DTypes:** x all numbers, the segments integers; means of integers are truncated towards 0.
/// - **Gradient:** of x.
/// - Precondition: as `segmentSum`.
public func segmentMean(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  Segments(sorted: "segmentMean", x, segments).truncatedMean()
}

/// The largest elements of the slices of each segment; the segment IDs are sorted.
///
/// ```swift
/// segmentMax(Tensor([1, 2, 3]), Tensor([0, 0, 1]))  // [2, 3]
/// ```
///
/// A segment without elements has 0.
///
/// - **Shapes:** as `segmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; among equals each gets an equal share.
/// - Precondition: as `segmentSum`.
public func segmentMax(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  let segments = Segments(sorted: "segmentMax", x, segments)
  return segments.withZeros(segments.fold(.max))
}

/// The smallest elements of the slices of each segment; the segment IDs are sorted.
///
/// ```swift
/// segmentMin(Tensor([1, 2, 3]), Tensor([0, 0, 1]))  // [1, 3]
/// ```
///
/// A segment without elements has 0.
///
/// - **Shapes:** as `segmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; among equals each gets an equal share.
/// - Precondition: as `segmentSum`.
public func segmentMin(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  let segments = Segments(sorted: "segmentMin", x, segments)
  return segments.withZeros(segments.fold(.min))
}

/// The products of the slices of each segment; the segment IDs are sorted.
///
/// ```swift
/// segmentProd(Tensor([2, 3, 4]), Tensor([0, 0, 1]))  // [6, 4]
/// ```
///
/// A segment without elements has the product 1.
///
/// - **Shapes:** as `segmentSum`.
/// - **DTypes:** x all numbers, the segments integers.
/// - **Gradient:** of x; where elements are 0, only the first derivative.
/// - Precondition: as `segmentSum`.
public func segmentProd(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  Segments(sorted: "segmentProd", x, segments).fold(.prod)
}

// MARK: - What they share

/// Slices, the segment ID of each, and the number of segments.
private struct Segments {
  let operation: String
  /// [n, ...]
  let slices: Tensor
  /// [n]
  let ids: Tensor
  let count: Int

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
    guard Context.current.interpreter == nil else {
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
