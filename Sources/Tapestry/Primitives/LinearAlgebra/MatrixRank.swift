/// The rank of each matrix: how many of its rows are linearly independent.
///
/// ```swift
/// matrixRank(Tensor([[1.0, 2.0], [2.0, 4.0]]))  // 1
/// ```
///
/// It is the number of singular values above the tolerance: rounding makes almost every matrix one
/// of full rank, with tiny singular values.
///
/// - Parameter tolerance: singular values up to this one count as 0; by default, the precision of
///   the type, times the larger size, times the largest singular value.
/// - **Shapes:** [..., m, n] gives [...].
/// - **DTypes:** `float32` and `float64`; the result is `int32`.
/// - **Gradient:** none.
/// - **Complexity:** O(mn · min(m, n)).
/// - Precondition: there are at least two dimensions.
public func matrixRank(_ a: some TensorConvertible, tolerance: Double? = nil) -> Tensor {
  let a = a.tensor
  guard a.rank >= 2, a.dtype == .float32 || a.dtype == .float64 else {
    misuse(
      "matrixRank", "needs matrices of float32 or float64, got \(a.spec)",
      cure: "cast first, cast(a, to: .float32), and make a vector a matrix, expandDims(v, axis: 1)")
  }
  let s = svd(a).s
  if let tolerance { return cast(s > tolerance, to: .int32).sum(axis: -1) }
  guard s.shape[-1] > 0 else { return Tensor.zeros(like: cast(s.sum(axis: -1), to: .int32)) }
  let precision = a.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
  let part = precision * Double(max(a.shape[-2], a.shape[-1]))
  return cast(s > s.max(axis: -1, keepDims: true) * part, to: .int32).sum(axis: -1)
}
