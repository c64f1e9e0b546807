/// The solution x of `matmul(a, x) == b`.
///
/// ```swift
/// let a = Tensor([[2.0, 1.0], [1.0, 3.0]])
/// solve(a, Tensor([[3.0], [4.0]]))  // [[1], [1]]
/// ```
///
/// This is faster and more accurate than the product with the inverse.
///
/// - Parameter transposed: whether to solve with `a` transposed.
/// - **Shapes:** [..., n, n] and [..., n, k] give [..., n, k]; the leading dimensions broadcast.
/// - **DTypes:** `float32` or `float64`, the same for both.
/// - **Gradient:** of both.
/// - **Complexity:** O(n³ + n²k).
/// - Precondition: `a` is square, has as many rows as `b`, and is not singular.
public func solve(
  _ a: some TensorConvertible, _ b: some TensorConvertible, transposed: Bool = false
) -> Tensor {
  bind(LinearSolve(transposed: transposed), matched("solve", a, b))
}

struct LinearSolve: MatrixOperation, JointlyDifferentiated {
  let transposed: Bool
  var name: String { "solve" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { systemSpec(inputs) }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    if let x = smallSolutions(inputs[0], inputs[1], spec, transposed: transposed, T.self) {
      return x
    }
    return try eachSystem(inputs, spec) { (matrix, count, a: ColumnMajor<T>, b) in
      let (pivots, zero) = LAPACK.factorLU(a)
      if let zero { return singular(matrix, of: count, pivot: zero) }
      LAPACK.solve(a, pivots, transposed: !transposed, b)
      return nil
    }
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    systemGradients(call, needed, transposed: transposed) { a, dy in
      bind(LinearSolve(transposed: !transposed), [a, dy])
    }
  }
}
