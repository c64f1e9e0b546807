// Reductions over segments whose IDs are sorted, so that the last one tells how many there are.

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
/// - Precondition: the IDs ascend from 0, and in a graph they are known while it is traced, because
///   its shapes cannot depend on what it computes: for other IDs, use `unsortedSegmentSum`.
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
/// - **Gradient:** of x; where elements are 0, up to the third derivative.
/// - Precondition: as `segmentSum`.
public func segmentProd(
  _ x: some TensorConvertible, _ segments: some TensorConvertible
) -> Tensor {
  Segments(sorted: "segmentProd", x, segments).fold(.prod)
}
