import Foundation

/// The determinant of each matrix.
///
/// ```swift
/// determinant(Tensor([[1.0, 2.0], [3.0, 4.0]]))  // -2
/// ```
///
/// The determinant of a large matrix easily overflows or underflows; `logDeterminant` does not.
///
/// - **Shapes:** [..., n, n] gives [...].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes; for singular matrices, only the first derivative.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square.
public func determinant(_ a: some TensorConvertible) -> Tensor { bind(Determinant(), [a.tensor]) }

struct Determinant: MatrixOperation {
  var name: String { "determinant" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: squareMatrices(inputs[0]).batch, dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    try eachDiagonal(inputs[0], resultSize: 1) {
      (diagonal: UnsafeBufferPointer<T>, isOdd, result) in
      result[0] = diagonal.reduce(isOdd ? -1 : 1, *)
    }.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    expandDims(expandDims(call.dy, axis: -1), axis: -1) * bind(Cofactors(), [call[0]])
  }
}

/// The derivative of each determinant: its cofactors, which are the determinants of the matrices
/// without one row and one column, with alternating signs. They exist for singular matrices too,
/// for which the formula det(a) times the transposed inverse is undefined.
struct Cofactors: MatrixOperation {
  var name: String { "determinant" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { inputs[0].spec }

  /// With a = U S Vᵀ, this is det(U) det(V) U P Vᵀ, where P is diagonal and holds, for each
  /// singular value, the product of all the others; the two determinants are 1 or -1.
  func compute<T: LAPACKScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: T.Type) -> Tensor {
    withoutRecording {
      let (s, u, v) = svd(inputs[0])
      let before = cumprod(s, axis: -1, exclusive: true)
      let others = before * cumprod(s, axis: -1, exclusive: true, reverse: true)
      let sign = determinant(u) * determinant(v)
      let scaled = u * expandDims(others * expandDims(sign, axis: -1), axis: -2)
      return matmul(scaled, v, transposeB: true)
    }
  }

  /// The gradient of c = det(a) b, where b is the transposed inverse, which must exist here.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (c, dy) = (call.output, call.dy)
    let b = matrixTranspose(inverse(call[0]))
    let total = (dy * b).sum(axis: [-2, -1], keepDims: true)
    return total * c - matmul(matmul(c, dy, transposeB: true), b)
  }
}

/// The sign of each determinant, and the logarithm of its absolute value.
///
/// ```swift
/// let (sign, value) = logDeterminant(Tensor([[1.0, 2.0], [3.0, 4.0]]))
/// sign     // -1
/// value    // 0.6931472
/// ```
///
/// The determinant is `sign * exp(value)`; of a singular matrix the sign is 0 and the value
/// -infinity.
///
/// - **Shapes:** [..., n, n] gives [...] twice.
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** of the value; a singular matrix has none.
/// - **Complexity:** O(n³).
/// - Precondition: the matrices are square.
public func logDeterminant(_ a: some TensorConvertible) -> (sign: Tensor, value: Tensor) {
  let both = bind(LogDeterminant(), [a.tensor])
  return (stopGradient(both[.ellipsis, 0]), both[.ellipsis, 1])
}

/// [..., 2]: the sign and the logarithm.
struct LogDeterminant: MatrixOperation {
  var name: String { "logDeterminant" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(shape: squareMatrices(inputs[0]).shape(2), dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    try eachDiagonal(inputs[0], resultSize: 2) {
      (diagonal: UnsafeBufferPointer<T>, isOdd, result) in
      var (sign, value): (T, T) = (isOdd ? -1 : 1, 0)
      for element in diagonal {
        if element == 0 { sign = 0 } else if element < 0 { sign = -sign }
        value += T(Foundation.log(Double(element.magnitude)))
      }
      (result[0], result[1]) = (sign, value)
    }.reshaped(spec.shape)
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let dy = expandDims(call.dy[.ellipsis, 1...], axis: -1)
    return dy * matrixTranspose(inverse(call[0]))
  }
}

extension MatrixOperation {
  /// The diagonals of the factors U of many small matrices, whose first element carries the sign of
  /// the row exchanges; nil if `SmallMatrices` leaves them to LAPACK.
  fileprivate func smallPivots<T: LAPACKScalar>(_ x: Tensor, _: T.Type) -> Tensor? {
    let sizes = Matrices(x.shape)
    let n = sizes.rows
    return SmallMatrices.accept(count: sizes.count, rows: n, columns: n)
      ? small(x, resultSize: n, scratch: n + 1, T.smallPivots) : nil
  }

  /// Computes results from the diagonal of the factor U of each matrix, and from whether an odd
  /// number of row exchanges was made.
  fileprivate func eachDiagonal<T: LAPACKScalar>(
    _ x: Tensor, resultSize: Int,
    _ body: (UnsafeBufferPointer<T>, Bool, UnsafeMutablePointer<T>) -> Void
  ) throws(InvalidUse) -> Tensor {
    let sizes = Matrices(x.shape)
    let n = sizes.rows
    if let pivots = smallPivots(x, T.self) {
      return try withRowMajor(pivots, as: T.self) { (pivots) throws(InvalidUse) in
        try eachMatrix(sizes.count, resultSize: resultSize, work: n) {
          (index, result: UnsafeMutablePointer<T>) in
          body(.init(start: pivots + index * n, count: n), false, result)
          return nil
        }
      }
    }
    return try withRowMajor(x, as: T.self) { (a) throws(InvalidUse) in
      try eachMatrix(sizes.count, resultSize: resultSize, work: n * n * n) {
        (index, result: UnsafeMutablePointer<T>) in
        guard n > 0 else {
          body(UnsafeBufferPointer(start: nil, count: 0), false, result)
          return nil
        }
        withCopy(a + index * n * n, rows: n, columns: n) { matrix in
          let exchanges = LAPACK.factorLU(matrix).pivots.enumerated().count {
            Int($1) != $0 + 1
          }
          let diagonal = (0..<n).map { matrix.elements[$0 * (n + 1)] }
          diagonal.withUnsafeBufferPointer { body($0, exchanges % 2 == 1, result) }
        }
        return nil
      }
    }
  }
}
