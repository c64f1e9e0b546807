/// The eigenvalues of each symmetric matrix in ascending order, and its eigenvectors as columns.
///
/// ```swift
/// let (values, vectors) = eigh(Tensor([[2.0, 1.0], [1.0, 2.0]]))
/// values                           // [1, 3]
/// abs(vectors)                     // [[0.70710677, 0.70710677], [0.70710677, 0.70710677]]
/// ```
///
/// Only the lower triangle of `a` is read. The sign of each vector is arbitrary.
///
/// - **Shapes:** [..., n, n] gives [..., n] and [..., n, n].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** of both, in the lower triangle. Vectors of equal eigenvalues are not determined:
///   what they would contribute counts as 0.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square.
public func eigh(_ a: some TensorConvertible) -> (values: Tensor, vectors: Tensor) {
  SymmetricEigenvalues.parts(of: bind(SymmetricEigenvalues(), [a.tensor]))
}

/// [..., 1 + n, n]: the values above the vectors.
struct SymmetricEigenvalues: MatrixOperation {
  var name: String { "eigh" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let sizes = squareMatrices(inputs[0])
    return TensorSpec(
      shape: sizes.shape(1 + sizes.rows, sizes.columns), dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(inputs[0].shape)
    let (n, count) = (sizes.rows, sizes.count)
    if SmallMatrices.acceptRotated(count: count, rows: n, columns: n),
      let factors = small(
        inputs[0], resultSize: (1 + n) * n, scratch: 2 * n + 1, work: 20, T.smallEigenvalues)
    {
      return factors.reshaped(spec.shape)
    }
    let isFinite = inputs[0].hasOnlyFiniteElements
    let factors = try withRowMajor(inputs[0], as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: (1 + n) * n, work: n * n * n) {
        (index, result: UnsafeMutablePointer<T>) in
        let elements = UnsafeBufferPointer(start: a + index * n * n, count: n * n)
        guard isFinite || elements.allSatisfy(\.isFinite) else {
          result.update(repeating: .nan, count: (1 + n) * n)
          return nil
        }
        // The lower triangle in row-major order is the upper one in column-major order.
        return withCopy(a + index * n * n, rows: n, columns: n) { matrix -> InvalidUse? in
          guard LAPACK.factorSymmetric(upper: matrix, result) else {
            return divergence(index, of: count)
          }
          matrix.copyRows(n, to: result + n, distance: n)
          return nil
        }
      }
    }
    return factors.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (values, vectors) = Self.parts(of: call.output)
    let (dValues, dVectors) = Self.parts(of: call.dy)
    let turning =
      inverseDifferences(values) * matmul(vectors, dVectors, transposeA: true)
    let change = matmul(
      matmul(vectors, diagonalMatrix(dValues) + turning), vectors, transposeB: true)
    // Each element below the diagonal stands for two elements of the matrix.
    let both = bandPart(change + matrixTranspose(change), lower: nil, upper: 0)
    return both - diagonalMatrix(diagonal(change))
  }

  fileprivate static func parts(of all: Tensor) -> (values: Tensor, vectors: Tensor) {
    (all[.ellipsis, 0, .all], all[.ellipsis, 1..., .all])
  }
}
