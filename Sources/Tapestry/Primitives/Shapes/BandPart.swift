/// Each matrix with zeros outside a band around its main diagonal.
///
/// ```swift
/// let x = Tensor.ones([3, 3], dtype: .int32)
/// bandPart(x, lower: nil, upper: 0)   // [[1, 0, 0], [1, 1, 0], [1, 1, 1]], the lower triangle
/// bandPart(x, lower: 0, upper: 1)     // [[1, 1, 0], [0, 1, 1], [0, 0, 1]]
/// ```
///
/// - Parameters:
///   - lower: how many diagonals below the main one to keep; nil keeps all.
///   - upper: how many diagonals above the main one to keep; nil keeps all.
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: there are at least two dimensions, and the numbers are not negative.
public func bandPart(_ x: some TensorConvertible, lower: Int?, upper: Int?) -> Tensor {
  let x = x.tensor
  guard x.rank >= 2 else {
    misuse(
      "bandPart", "needs matrices, got shape \(x.shape)",
      cure: "give at least two dimensions; diagonalMatrix makes a matrix of a vector")
  }
  guard (lower ?? 0) >= 0 && (upper ?? 0) >= 0 else {
    misuse(
      "bandPart", "\(lower ?? 0) diagonals below and \(upper ?? 0) above the main one",
      cure: "keep zero or more, or nil to keep all")
  }
  let (rows, columns) = (x.shape[-2], x.shape[-1])
  let below = reshape(Tensor.range(rows), [rows, 1]) - Tensor.range(columns)
  let isInside = logicalAnd(
    below <= min(lower ?? rows, rows), below >= -min(upper ?? columns, columns))
  return select(isInside, x, 0)
}
