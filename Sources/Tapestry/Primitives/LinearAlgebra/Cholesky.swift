/// The Cholesky factor of each symmetric positive definite matrix: the lower triangle L of
/// `a = L Lᵀ`.
///
/// ```swift
/// cholesky(Tensor([[4.0, 2.0], [2.0, 5.0]]))  // [[2, 0], [1, 2]]
/// ```
///
/// Only the lower triangle of `a` is read.
///
/// - **Shapes:** [..., n, n] gives [..., n, n].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes; symmetric, as if both triangles were read.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square and positive definite.
public func cholesky(_ a: some TensorConvertible) -> Tensor { bind(Cholesky(), [a.tensor]) }

struct Cholesky: MatrixOperation {
  var name: String { "cholesky" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    _ = squareMatrices(inputs[0])
    return inputs[0].spec
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(spec.shape)
    let (n, count) = (sizes.rows, sizes.count)
    if SmallMatrices.accept(count: count, rows: n, columns: n),
      let factors = small(inputs[0], resultSize: n * n, scratch: n, T.smallCholesky)
    {
      return factors.reshaped(spec.shape)
    }
    let factors = try withRowMajor(inputs[0], as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: n * n, work: n * n * n) {
        (index, result: UnsafeMutablePointer<T>)
        in
        // The lower triangle in row-major order is the upper one in column-major order.
        result.update(from: a + index * n * n, count: n * n)
        let matrix = ColumnMajor(elements: result, rows: n, columns: n)
        if let row = LAPACK.factorCholesky(upper: matrix) {
          return InvalidUse(
            name,
            "\(ordinal(index, of: count)) is not positive definite: its first \(row + 1) rows "
              + "and columns are not",
            cure: "check that it is symmetric with positive eigenvalues (eigh), or add a small "
              + "number to the diagonal: a + 1e-6 * Tensor.eye(n)")
        }
        for row in 0..<n { setToZero(result + row * n + row + 1, n - row - 1) }
        return nil
      }
    }
    return factors.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (l, dy) = (call.output, call.dy)
    let product = bandPart(matmul(l, dy, transposeA: true), lower: nil, upper: 0)
    let middle = product - diagonalMatrix(diagonal(product)) * 0.5
    // Solving twice with Lᵀ, from the left and, transposed, from the right.
    let left = triangularSolve(l, middle, transposed: true)
    let change = triangularSolve(l, matrixTranspose(left), transposed: true)
    return (change + matrixTranspose(change)) * 0.5
  }
}
