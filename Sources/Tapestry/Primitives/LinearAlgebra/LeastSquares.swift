/// The x for which the squared length of `matmul(a, x) - b` is smallest, for each column.
///
/// ```swift
/// let a = Tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
/// leastSquares(a, Tensor([[1.0], [3.0], [5.0]]))  // [[1], [2]]: the line 1 + 2t
/// ```
///
/// If there are fewer equations than unknowns, many x solve them, and the result is the shortest
/// one. It is computed from the factors of `qr`, which lose half as many digits as the normal
/// equations.
///
/// - Parameter l2Regularizer: the weight of the squared length of x itself, as in ridge regression.
/// - **Shapes:** [..., m, n] and [..., m, k] give [..., n, k]; the leading dimensions broadcast.
/// - **DTypes:** `float32` or `float64`, the same for both.
/// - **Gradient:** of both.
/// - **Complexity:** O(mn · min(m, n)).
/// - Precondition: `a` has full rank, or there is a regularizer, which is not negative.
public func leastSquares(
  _ a: some TensorConvertible, _ b: some TensorConvertible, l2Regularizer: Double = 0
) -> Tensor {
  let operands = matched("leastSquares", a, b)
  let (a, b) = (operands[0], operands[1])
  guard a.rank >= 2, b.rank >= 2, a.shape[-2] == b.shape[-2] else {
    misuse(
      "leastSquares", "equations of shape \(a.shape), right-hand sides of shape \(b.shape)",
      cure: "give matrices with the same number of rows; a vector is a matrix of one column: "
        + "expandDims(v, axis: 1)")
  }
  guard l2Regularizer >= 0 else {
    misuse(
      "leastSquares", "the l2Regularizer \(l2Regularizer)", cure: "give a number from 0 on")
  }
  let (m, n) = (a.shape[-2], a.shape[-1])
  if l2Regularizer > 0 {
    // n more equations, x = 0, with the weight of the regularizer.
    let weights = l2Regularizer.squareRoot() * Tensor.eye(n, dtype: a.dtype)
    let batch = a.shape.dimensions.dropLast(2)
    let further = broadcast(weights, to: Shape(batch + [n, n]))
    let zeros = Tensor.zeros(
      Shape(b.shape.dimensions.dropLast(2) + [n, b.shape[-1]]), dtype: b.dtype)
    return leastSquares(concat([a, further], axis: -2), concat([b, zeros], axis: -2))
  }
  if m >= n {
    let (q, r) = qr(a)
    return solveTriangle(r, matmul(q, b, transposeA: true), transposed: false)
  }
  let (q, r) = qr(matrixTranspose(a))
  return matmul(q, solveTriangle(r, b, transposed: true))
}

private func solveTriangle(_ r: Tensor, _ b: Tensor, transposed: Bool) -> Tensor {
  bind(
    TriangularSolve(lower: false, transposed: transposed, isLeastSquares: true), [r, b])
}
