/// The LU factors of each matrix with its rows reordered: `gather(a, p) = L U`, where L is lower
/// triangular with ones on the diagonal, and U is upper triangular.
///
/// ```swift
/// let (factors, p) = lu(Tensor([[1.0, 2.0], [4.0, 6.0]]))
/// factors   // [[4, 6], [0.25, 0.5]]
/// p         // [1, 0]
/// ```
///
/// Both factors are in one matrix: U on and above the diagonal, L below it. The order of the rows
/// puts the largest remaining element of each column on the diagonal. To solve equations, use
/// `solve`, which does all of this.
///
/// - **Shapes:** [..., n, n] gives [..., n, n] and [..., n].
/// - **DTypes:** `float32` and `float64`; the order is `int32`.
/// - **Gradient:** of the factors, which TensorFlow does not have.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square and not singular.
public func lu(_ a: some TensorConvertible) -> (lu: Tensor, p: Tensor) {
  let both = bind(LUDecomposition(), [a.tensor])
  let parts = LUDecomposition.parts(of: both)
  return (parts.factors, cast(stopGradient(parts.order), to: .int32))
}

/// [..., n, n + 1]: the factors beside the order of the rows.
struct LUDecomposition: MatrixOperation {
  var name: String { "lu" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let sizes = squareMatrices(inputs[0])
    return TensorSpec(shape: sizes.shape(sizes.rows, sizes.rows + 1), dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(inputs[0].shape)
    let (n, width, count) = (sizes.rows, sizes.rows + 1, sizes.count)
    // The transpose in row-major order is the matrix in column-major order.
    let factors = try withRowMajor(inputs[0].transposed(), as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: n * width, work: n * n * n) {
        (index, result: UnsafeMutablePointer<T>) in
        withCopy(a + index * n * n, rows: n, columns: n) { matrix in
          let (pivots, zero) = LAPACK.factorLU(matrix)
          if let zero { return singular(index, of: count, pivot: zero) }
          var order = Array(0..<n)
          for (row, pivot) in pivots.enumerated() { order.swapAt(row, Int(pivot) - 1) }
          matrix.copyRows(n, to: result, distance: width)
          for row in 0..<n { result[row * width + n] = T(order[row]) }
          return nil
        }
      }
    }
    return factors.reshaped(spec.shape)
  }

  /// With X = L⁻¹ dA U⁻¹, where dA is in the order of the factors, dL is L times the lower triangle
  /// of X without its diagonal, and dU is the rest of X times U.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (factors, order) = Self.parts(of: call.output)
    let df = call.dy[.ellipsis, ..<(-1)]
    let u = bandPart(factors, lower: 0, upper: nil)
    let l = factors - u + Tensor.eye(factors.shape[-1], dtype: factors.dtype)
    let du = bandPart(df, lower: 0, upper: nil)
    let below = matmul(l, df - du, transposeA: true)
    let dx =
      below - bandPart(below, lower: 0, upper: nil)
      + bandPart(matmul(du, u, transposeB: true), lower: 0, upper: nil)
    let left = triangularSolve(l, dx, transposed: true)
    let ordered = matrixTranspose(triangularSolve(u, matrixTranspose(left), lower: false))
    let positions = argsort(cast(stopGradient(order), to: .int32))
    return gather(ordered, positions, axis: -2, batchDimensions: positions.rank - 1)
  }

  fileprivate static func parts(of both: Tensor) -> (factors: Tensor, order: Tensor) {
    (both[.ellipsis, ..<(-1)], both[.ellipsis, -1])
  }
}
