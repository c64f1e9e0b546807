// Reductions over segments that are given in any order, and whose number is given, so that the
// shape of the result does not depend on the IDs.

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
/// - **Gradient:** of x; where elements are 0, up to the third derivative.
/// - Precondition: no segment ID reaches `count`.
public func unsortedSegmentProd(
  _ x: some TensorConvertible, _ segments: some TensorConvertible, count: Int
) -> Tensor {
  Segments("unsortedSegmentProd", x, segments, count: count).fold(.prod)
}
