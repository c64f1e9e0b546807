/// The inverse of each matrix: `matmul(a, inverse(a))` is the identity.
///
/// ```swift
/// inverse(Tensor([[2.0, 0.0], [0.0, 4.0]]))  // [[0.5, 0], [0, 0.25]]
/// ```
///
/// To solve a system of equations use `solve`, which is faster and more accurate.
///
/// - **Shapes:** [..., n, n] gives [..., n, n].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square and not singular.
public func inverse(_ a: some TensorConvertible) -> Tensor { bind(MatrixInverse(), [a.tensor]) }

struct MatrixInverse: MatrixOperation {
  var name: String { "inverse" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    _ = squareMatrices(inputs[0])
    return inputs[0].spec
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(spec.shape)
    let (n, count) = (sizes.rows, sizes.count)
    if let inverses = smallSolutions(
      inputs[0], withoutRecording { Tensor.eye(n, dtype: spec.dtype) }, spec, transposed: false,
      T.self)
    {
      return inverses
    }
    let inverses = try withRowMajor(inputs[0], as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: n * n, work: n * n * n) {
        (index, result: UnsafeMutablePointer<T>)
        in
        // The inverse of the transpose is the transpose of the inverse, so nothing needs to be
        // transposed.
        result.update(from: a + index * n * n, count: n * n)
        let matrix = ColumnMajor(elements: result, rows: n, columns: n)
        let (pivots, zero) = LAPACK.factorLU(matrix)
        if let zero { return singular(index, of: count, pivot: zero) }
        LAPACK.invert(matrix, pivots)
        return nil
      }
    }
    return inverses.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let y = call.output
    return -matmul(matmul(y, call.dy, transposeA: true), y, transposeB: true)
  }
}
