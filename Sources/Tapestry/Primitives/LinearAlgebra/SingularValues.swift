/// The singular values of each matrix in descending order, and its singular vectors:
/// `a = u s vᵀ`, with s on a diagonal.
///
/// ```swift
/// let a = Tensor([[3.0, 0.0], [0.0, -2.0]])
/// let (s, u, v) = svd(a)
/// s                                                     // [3, 2]
/// matmul(u * expandDims(s, axis: -2), v, transposeB: true)   // a
/// ```
///
/// The vectors are the columns of u and v. The signs of each pair are arbitrary.
///
/// - **Shapes:** [..., m, n] gives [..., k], [..., m, k] and [..., n, k], where k is the smaller of
///   m and n.
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** of all three. Vectors of equal singular values are not determined: what they
///   would contribute counts as 0.
/// - **Complexity:** O(mnk).
/// - Precondition: there are at least two dimensions.
public func svd(_ a: some TensorConvertible) -> (s: Tensor, u: Tensor, v: Tensor) {
  SingularValues.parts(of: bind(SingularValues(), [a.tensor]), rows: a.tensor.shape)
}

/// [..., 1 + m + n, k]: s above u above v.
struct SingularValues: MatrixOperation {
  var name: String { "svd" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let sizes = matrices(inputs[0])
    let shape = sizes.shape(1 + sizes.rows + sizes.columns, min(sizes.rows, sizes.columns))
    return TensorSpec(shape: shape, dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(inputs[0].shape)
    let (m, n, count) = (sizes.rows, sizes.columns, sizes.count)
    let k = min(m, n)
    if SmallMatrices.acceptRotated(count: count, rows: m, columns: n),
      let factors = smallFactors(inputs[0], spec, T.self)
    {
      return factors
    }
    let isFinite = inputs[0].hasOnlyFiniteElements
    let factors = try withRowMajor(inputs[0], as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: (1 + m + n) * k, work: m * n * k) {
        (index, result: UnsafeMutablePointer<T>) in
        let elements = UnsafeBufferPointer(start: a + index * m * n, count: m * n)
        guard isFinite || elements.allSatisfy(\.isFinite) else {
          result.update(repeating: .nan, count: (1 + m + n) * k)
          return nil
        }
        let converged = factor(a + index * m * n, rows: m, columns: n, into: result)
        return converged ? nil : divergence(index, of: count)
      }
    }
    return factors.reshaped(spec.shape)
  }

  /// Puts the factors of a matrix into memory, s before u before v. The result says whether the
  /// iteration converged.
  ///
  /// LAPACK gets the matrix or its transpose, whichever has more rows: it takes several times as
  /// long for one with more columns. In memory, a row-major matrix is a column-major transpose.
  private func factor<T: LAPACKScalar>(
    _ a: UnsafePointer<T>, rows m: Int, columns n: Int, into result: UnsafeMutablePointer<T>
  ) -> Bool {
    let (length, k) = (max(m, n), min(m, n))
    let (u, v) = (result + k, result + (1 + m) * k)
    return withUnsafeTemporaryAllocation(of: T.self, capacity: max(1, 2 * length * k)) { memory in
      let long = ColumnMajor(elements: memory.baseAddress!, rows: length, columns: k)
      let left = ColumnMajor(elements: long.elements + length * k, rows: length, columns: k)
      if m > n {
        ColumnMajor(elements: UnsafeMutablePointer(mutating: a), rows: n, columns: m)
          .copyRows(n, to: long.elements, distance: m)
      } else {
        long.elements.update(from: a, count: m * n)
      }
      // LAPACK stores the right vectors as the rows of a column-major matrix, where they are the
      // columns of a row-major one.
      let right = ColumnMajor(elements: m > n ? v : u, rows: k, columns: k)
      guard LAPACK.factorSingular(long, result, u: left, vt: right) else { return false }
      left.copyRows(length, to: m > n ? u : v, distance: k)
      return true
    }
  }

  /// The factors of many small matrices; nil if the kernel gave up.
  private func smallFactors<T: LAPACKScalar>(
    _ x: Tensor, _ spec: TensorSpec, _: T.Type
  ) -> Tensor? {
    let sizes = Matrices(x.shape)
    let (m, n, k) = (sizes.rows, sizes.columns, min(sizes.rows, sizes.columns))
    let factors = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let isServed = withElements(of: x.contiguous(), as: T.self, factors, as: T.self) { a, y in
      SmallMatrices.serve(count: sizes.count, scratch: k * (m + n + 1), work: 20 * m * n * k) {
        first, count, memory in
        T.smallSingular(
          a + first * m * n, y + first * (1 + m + n) * k, m, n, count, memory)
      }
    }
    return isServed ? factors : nil
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (s, u, v) = Self.parts(of: call.output, rows: call[0].shape)
    let (ds, du, dv) = Self.parts(of: call.dy, rows: call[0].shape)
    let row = expandDims(s, axis: -2)
    let differences = inverseDifferences(square(s))
    let udu = matmul(u, du, transposeA: true)
    let vdv = matmul(v, dv, transposeA: true)
    let fromU = differences * (udu - matrixTranspose(udu)) * row
    let fromV = expandDims(s, axis: -1) * (differences * (vdv - matrixTranspose(vdv)))
    let inside = matmul(
      matmul(u, diagonalMatrix(ds) + fromU + fromV), v, transposeB: true)
    // The parts of the gradients that take u and v out of the spaces that they span.
    let outsideU = divideNoNaN(du - matmul(u, udu), row)
    let outsideV = divideNoNaN(dv - matmul(v, vdv), row)
    return inside + matmul(outsideU, v, transposeB: true) + matmul(u, outsideV, transposeB: true)
  }

  fileprivate static func parts(
    of all: Tensor, rows shape: Shape
  ) -> (s: Tensor, u: Tensor, v: Tensor) {
    let end = 1 + shape[-2]
    return (all[.ellipsis, 0, .all], all[.ellipsis, 1..<end, .all], all[.ellipsis, end..., .all])
  }
}

extension MatrixOperation {
  /// That LAPACK's iteration did not converge.
  func divergence(_ matrix: Int, of count: Int) -> InvalidUse {
    InvalidUse(
      name, "the iteration for \(ordinal(matrix, of: count)) did not converge",
      cure: "scale the matrix so that its elements are near 1, or cast it to float64")
  }

  /// 1 / (x_j - x_i) for each pair, and 0 where they are equal, as on the diagonal.
  func inverseDifferences(_ x: Tensor) -> Tensor {
    divideNoNaN(1, expandDims(x, axis: -2) - expandDims(x, axis: -1))
  }
}
