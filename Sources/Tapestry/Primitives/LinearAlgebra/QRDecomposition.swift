/// The QR factors of each matrix: `a = q r`, where the columns of q are orthonormal and r is upper
/// triangular.
///
/// ```swift
/// let (q, r) = qr(Tensor([[3.0, 1.0], [4.0, 2.0]]))
/// matmul(q, r)                        // [[3, 1], [4, 2]]
/// matmul(q, q, transposeA: true)      // [[1, 0], [0, 1]]
/// ```
///
/// The elements on r's diagonal may be negative; LAPACK chooses.
///
/// - **Shapes:** [..., m, n] gives [..., m, k] and [..., k, n], where k is the smaller of m and n.
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes, if the first k columns are linearly independent.
/// - **Complexity:** O(mnk).
/// - Precondition: there are at least two dimensions.
public func qr(_ a: some TensorConvertible) -> (q: Tensor, r: Tensor) {
  QRDecomposition.parts(of: bind(QRDecomposition(), [a.tensor]), rows: a.tensor.shape)
}

/// [..., k, m + n]: the transpose of q beside r.
struct QRDecomposition: MatrixOperation {
  var name: String { "qr" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let sizes = matrices(inputs[0])
    let shape = sizes.shape(min(sizes.rows, sizes.columns), sizes.rows + sizes.columns)
    return TensorSpec(shape: shape, dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(inputs[0].shape)
    let (m, n) = (sizes.rows, sizes.columns)
    let (k, width) = (min(m, n), m + n)
    // The transpose in row-major order is the matrix in column-major order.
    let factors = try withRowMajor(inputs[0].transposed(), as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(sizes.count, resultSize: k * width, work: m * n * k) {
        (index, result: UnsafeMutablePointer<T>) in
        withCopy(a + index * m * n, rows: n, columns: m) { matrix in
          let reflections = LAPACK.factorQR(matrix)
          matrix.copyRows(k, to: result + m, distance: width)
          for row in 0..<k { setToZero(result + row * width + m, row) }
          LAPACK.orthogonal(matrix, reflections)
          for row in 0..<k {
            (result + row * width).update(from: matrix.elements + row * m, count: m)
          }
        }
        return nil
      }
    }
    return factors.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let a = call[0]
    let (q, r) = Self.parts(of: call.output, rows: a.shape)
    let (dq, dr) = Self.parts(of: call.dy, rows: a.shape)
    let (m, n) = (a.shape[-2], a.shape[-1])
    if m >= n { return Self.deep(q, r, dq, dr) }
    // a = [x, y] and r = [u, v], where x and u are square: q and u are the factors of x, and
    // v = qᵀ y.
    let dv = dr[.ellipsis, m...]
    let dx = Self.deep(
      q, r[.ellipsis, ..<m],
      dq + matmul(a[.ellipsis, m...], dv, transposeB: true), dr[.ellipsis, ..<m])
    return concat([dx, matmul(q, dv)], axis: -1)
  }

  /// The rule for matrices with at least as many rows as columns.
  private static func deep(_ q: Tensor, _ r: Tensor, _ dq: Tensor, _ dr: Tensor) -> Tensor {
    let qdq = matmul(q, dq, transposeA: true)
    let rdr = matmul(r, dr, transposeB: true)
    let skew = qdq - matrixTranspose(qdq) + rdr - matrixTranspose(rdr)
    let lower = bandPart(skew, lower: nil, upper: 0)
    return matmul(q, dr + dividedByTransposed(lower, r))
      + dividedByTransposed(dq - matmul(q, qdq), r)
  }

  /// The product of x and the inverse of rᵀ.
  private static func dividedByTransposed(_ x: Tensor, _ r: Tensor) -> Tensor {
    matrixTranspose(triangularSolve(r, matrixTranspose(x), lower: false))
  }

  fileprivate static func parts(of both: Tensor, rows: Shape) -> (q: Tensor, r: Tensor) {
    (matrixTranspose(both[.ellipsis, ..<rows[-2]]), both[.ellipsis, rows[-2]...])
  }
}
