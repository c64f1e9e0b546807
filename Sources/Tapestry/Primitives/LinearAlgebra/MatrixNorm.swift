/// A way to measure how large a matrix is.
public enum MatrixNorm: Sendable, CaseIterable {
  /// The square root of the sum of squares of the elements.
  case frobenius
  /// The sum of the singular values.
  case nuclear
  /// The largest singular value: the largest factor by which the matrix lengthens a vector.
  case spectral
  /// The largest sum of absolute values of a column.
  case one
  /// The largest sum of absolute values of a row.
  case infinity
}

/// The norm of each matrix.
///
/// ```swift
/// let a = Tensor([[3.0, 0.0], [0.0, -4.0]])
/// matrixNorm(a)               // 5
/// matrixNorm(a, .nuclear)     // 7
/// matrixNorm(a, .spectral)    // 4
/// ```
///
/// For the norm of vectors, use `norm`.
///
/// - **Shapes:** [..., m, n] gives [...]; with `keepDims` [..., 1, 1].
/// - **DTypes:** floating-point numbers; for `.nuclear` and `.spectral`, `float32` and `float64`.
/// - **Gradient:** yes.
/// - Precondition: there are at least two dimensions.
public func matrixNorm(
  _ a: some TensorConvertible, _ kind: MatrixNorm = .frobenius, keepDims: Bool = false
) -> Tensor {
  let a = a.tensor
  guard a.rank >= 2 else {
    misuse(
      "matrixNorm", "needs matrices, got shape \(a.shape)",
      cure: "use x.norm(), which is for vectors")
  }
  let norms =
    switch kind {
    case .frobenius: a.norm(axis: [-2, -1])
    case .nuclear: svd(a).s.sum(axis: -1)
    case .spectral: svd(a).s.max(axis: -1)
    case .one: abs(a).sum(axis: -2).max(axis: -1)
    case .infinity: abs(a).sum(axis: -1).max(axis: -1)
    }
  return keepDims ? expandDims(expandDims(norms, axis: -1), axis: -1) : norms
}
