/// The pseudo-inverse of each matrix: `matmul(pseudoInverse(a), b)` is the shortest x for which
/// `matmul(a, x)` comes nearest to b.
///
/// ```swift
/// pseudoInverse(Tensor([[2.0, 0.0], [0.0, 0.0]]))  // [[0.5, 0], [0, 0]]
/// ```
///
/// For a matrix that has an inverse, it is the inverse.
///
/// - Parameter tolerance: singular values up to this fraction of the largest one count as 0; by
///   default, ten times the larger size times the precision of the type.
/// - **Shapes:** [..., m, n] gives [..., n, m].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes, as long as the rank does not change.
/// - **Complexity:** O(mn · min(m, n)).
/// - Precondition: there are at least two dimensions.
public func pseudoInverse(_ a: some TensorConvertible, tolerance: Double? = nil) -> Tensor {
  bind(PseudoInverse(tolerance: tolerance), [a.tensor])
}

struct PseudoInverse: MatrixOperation {
  let tolerance: Double?
  var name: String { "pseudoInverse" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let sizes = matrices(inputs[0])
    return TensorSpec(shape: sizes.shape(sizes.columns, sizes.rows), dtype: inputs[0].dtype)
  }

  func compute<T: LAPACKScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: T.Type) -> Tensor {
    withoutRecording {
      let (s, u, v) = svd(inputs[0])
      let size = max(inputs[0].shape[-2], inputs[0].shape[-1])
      let part = tolerance ?? 10 * Double(size) * Double(T.ulpOfOne)
      let isZero = s.count == 0 ? s > 0 : s <= s.max(axis: -1, keepDims: true) * part
      return matmul(
        v * expandDims(divideNoNaN(1, select(isZero, 0, s)), axis: -2), u, transposeB: true)
    }
  }

  /// Written in terms of a and the result alone: the rule of `svd` is undefined where singular
  /// values are equal, although the pseudo-inverse has a derivative there.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (a, p, dy) = (call[0], call.output, call.dy)
    let turned = matmul(matmul(p, dy, transposeA: true), p, transposeB: true)
    let above = matmul(matmul(dy, p, transposeA: true), p, transposeB: true)
    let below = matmul(matmul(p, p, transposeA: true), dy, transposeB: true)
    return above - matmul(a, matmul(p, above)) + below - matmul(matmul(below, p), a) - turned
  }
}
