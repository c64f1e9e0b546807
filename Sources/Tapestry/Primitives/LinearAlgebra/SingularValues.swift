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
    let factors = try inputs[0].scalars(as: T.self).withUnsafeBufferPointer {
      (a) throws(InvalidUse) in
      try eachMatrix(count, resultSize: (1 + m + n) * k, work: m * n * k) {
        (index, result: UnsafeMutablePointer<T>) in
        let elements = UnsafeBufferPointer(rebasing: a[(index * m * n)..<((index + 1) * m * n)])
        guard elements.allSatisfy(\.isFinite) else {
          result.update(repeating: .nan, count: (1 + m + n) * k)
          return nil
        }
        return withCopy(elements.baseAddress!, rows: m, columns: n) { transposed in
          // The transpose is v s uᵀ: its left vectors are v, and its right ones, whose rows LAPACK
          // stores in column-major order, are u in row-major order.
          withUnsafeTemporaryAllocation(of: T.self, capacity: n * k) { left -> InvalidUse? in
            let v = ColumnMajor(elements: left.baseAddress!, rows: n, columns: k)
            let u = ColumnMajor(elements: result + k, rows: k, columns: m)
            guard LAPACK.factorSingular(transposed, result, u: v, vt: u) else {
              return divergence(index, of: count)
            }
            let target = result + (1 + m) * k
            for row in 0..<n {
              for column in 0..<k { target[row * k + column] = left[column * n + row] }
            }
            return nil
          }
        }
      }
    }
    return Tensor(factors, shape: spec.shape)
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
