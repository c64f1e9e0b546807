// Lengths, and tensors scaled by them: formulas over other operations, which give their gradients.

extension TensorConvertible {
  /// The Euclidean length: the square root of the sum of squares.
  ///
  /// ```swift
  /// Tensor([3.0, 4.0]).norm()  // 5
  /// ```
  ///
  /// - **DTypes:** floating-point numbers.
  /// - **Gradient:** yes; 0 at 0.
  /// - Precondition: the axis exists.
  public func norm(axis: (any AxesConvertible)? = nil, keepDims: Bool = false) -> Tensor {
    lengthOf(squares: sumOfSquares(tensor, axis: axis, keepDims: keepDims))
  }
}

/// The tensor scaled along some dimensions so that its Euclidean length there is 1.
///
/// ```swift
/// l2Normalize(Tensor([3.0, 4.0]))  // [0.6, 0.8]
/// ```
///
/// - Parameters:
///   - epsilon: the least sum of squares by whose root elements are divided, so that zeros stay
///     zeros.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: the axis exists.
public func l2Normalize(
  _ x: some TensorConvertible, axis: (any AxesConvertible)? = nil, epsilon: Double = 1e-12
) -> Tensor {
  let x = x.tensor
  // The usual epsilon would be 0 as a float16, and turn zeros into NaN.
  let least = x.dtype == .float16 ? Swift.max(epsilon, 0x1p-14) : epsilon
  return x * rsqrt(maximum(sumOfSquares(x, axis: axis, keepDims: true), least))
}

/// The tensor scaled down so that its Euclidean length is at most `norm`.
///
/// ```swift
/// clipByNorm(Tensor([3.0, 4.0]), 1)  // [0.6, 0.8]
/// clipByNorm(Tensor([[3.0, 4.0], [0.1, 0.2]]), 1, axes: 1)  // [[0.6, 0.8], [0.1, 0.2]]
/// ```
///
/// - Parameter axes: the dimensions along which a length is measured: with `axes: 1`, each row of a
///   matrix is scaled by a factor of its own; by default one factor scales the whole tensor.
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: the axes exist.
/// - **Source:** book, chapter 4, section 1.
public func clipByNorm(
  _ x: some TensorConvertible, _ norm: some Operand, axes: (any AxesConvertible)? = nil
) -> Tensor {
  // In TensorFlow's order of operations: t * clip / max(norm, clip).
  x * norm / maximum(x.norm(axis: axes, keepDims: axes != nil), norm)
}

/// Tensors scaled down by one factor so that their common Euclidean length is at most `norm`, and
/// the length that they had.
///
/// ```swift
/// let (gradients, length) = clipByGlobalNorm([Tensor([3.0]), Tensor([4.0])], 1)
/// gradients   // [[0.6], [0.8]]
/// length      // 5
/// ```
///
/// If the length is infinite or NaN, so that no factor helps, all elements are NaN.
///
/// - **DTypes:** floating-point numbers.
/// - **Gradient:** yes.
/// - Precondition: there is at least one tensor.
public func clipByGlobalNorm(
  _ tensors: [any TensorConvertible], _ norm: some Operand
) -> (clipped: [Tensor], norm: Tensor) {
  let tensors = tensors.map(\.tensor)
  guard !tensors.isEmpty else {
    misuse("clipByGlobalNorm", "no tensors", cure: "give at least one")
  }
  let squares = tensors.map { sumOfSquares($0) }
  let length = lengthOf(squares: stack(squares, axis: 0).sum())
  // An infinite length would make all finite elements 0, and hide what is wrong.
  let scale = select(isFinite(length), norm / maximum(length, norm), Double.nan)
  return (tensors.map { $0 * scale }, length)
}

/// The square root, with the gradient 0 at 0, where it would be infinite: there the root of 1 is
/// taken, and replaced by 0. NaN stays NaN.
private func lengthOf(squares: Tensor) -> Tensor {
  let isZero = squares == 0
  return select(isZero, 0, sqrt(select(isZero, 1, squares)))
}
