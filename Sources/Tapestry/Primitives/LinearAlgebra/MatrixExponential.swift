/// The exponential of each matrix: the sum of its powers Aⁿ/n!.
///
/// ```swift
/// matrixExponential(Tensor([[0.0, 1.0], [0.0, 0.0]]))  // [[1, 1], [0, 1]]
/// ```
///
/// The solution of the differential equation x' = A x is `matmul(matrixExponential(t * a), x0)` at
/// time t. For the exponential of each element, use `exp`.
///
/// A matrix with an element that is infinite or NaN gives NaN.
///
/// - **Shapes:** [..., n, n] gives [..., n, n].
/// - **DTypes:** `float32` and `float64`.
/// - **Gradient:** yes.
/// - **Complexity:** O(n³), with one more product each time the norm of the matrix doubles.
/// - Precondition: the matrices are square.
public func matrixExponential(_ a: some TensorConvertible) -> Tensor {
  bind(MatrixExponential(), [a.tensor])
}

/// By scaling and squaring (Higham, 2005): e^A is the square of e^(A/2), and for a small matrix it
/// is near a quotient of two polynomials, a Padé approximant.
///
/// TensorFlow has approximants of five degrees, to save products where a matrix is small, and
/// computes all five for a batch. Here the highest degree serves all matrices, in double precision.
struct MatrixExponential: MatrixOperation {
  var name: String { "matrixExponential" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    _ = squareMatrices(inputs[0])
    return inputs[0].spec
  }

  func compute<T: LAPACKScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: T.Type) -> Tensor {
    guard spec.shape.elementCount > 0 else { return inputs[0] }
    return withoutRecording {
      Self.formula(inputs[0]) { y, squarings in
        var y = y
        for step in 0..<Int(squarings.max().number) {
          y = select(squarings > Double(step), matmul(y, y), y)
        }
        return y
      }
    }
  }

  /// The formula; `squared` squares each matrix of a batch as many times as it needs.
  static func formula(
    _ a: Tensor, squared: (_ y: Tensor, _ squarings: Tensor) -> Tensor
  ) -> Tensor {
    let wide = cast(a, to: .float64)
    let size = matrixNorm(wide, .one, keepDims: true)
    let isKnown = isFinite(size)
    // Up to this norm the approximant is accurate to a double's last place.
    let excess = select(isKnown, size, 1) / 5.371920351148152
    let squarings = ceil(relu(log(excess) / 0.6931471805599453))
    let x = select(isKnown, wide, 0) / pow(2.0, squarings)
    let (x2, one) = (matmul(x, x), Tensor.eye(a.shape[-1], dtype: .float64))
    let x4 = matmul(x2, x2)
    let x6 = matmul(x4, x2)
    func sum(_ c: [Double]) -> Tensor { c[3] * x6 + c[2] * x4 + c[1] * x2 + c[0] * one }
    let c = coefficients
    let odd = matmul(
      x, matmul(x6, sum([0, c[9], c[11], c[13]])) + sum([c[1], c[3], c[5], c[7]]))
    let even =
      matmul(x6, sum([0, c[8], c[10], c[12]])) + sum([c[0], c[2], c[4], c[6]])
    let y = squared(solve(even - odd, even + odd), squarings)
    return cast(select(isKnown, y, Double.nan), to: a.dtype)
  }

  /// The numerator's, from the lowest power on; in the denominator their signs alternate.
  private static let coefficients: [Double] = [
    64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600, 1_187_353_796_428_800,
    129_060_195_264_000, 10_559_470_521_600, 670_442_572_800, 33_522_128_640, 1_323_241_920,
    40_840_800, 960_960, 16380, 182, 1,
  ]

  /// The exponential of [[Aᵀ, dy], [0, Aᵀ]] has the gradient above its diagonal: a product of
  /// exponentials with dy between them, integrated.
  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (a, n) = (matrixTranspose(call[0]), call[0].shape[-1])
    if call[0].count == 0 { return call.dy }
    // Linear in dy, which may be much larger than A: its size is factored out, since scaling the
    // whole down by it would leave nothing of A.
    let largest = stopGradient(abs(call.dy).max(axis: [-2, -1], keepDims: true))
    let size = select(logicalAnd(largest > 0, isFinite(largest)), largest, 1)
    let above = concat([a, call.dy / size], axis: -1)
    let below = concat([zeros(like: a), a], axis: -1)
    let both = matrixExponential(concat([above, below], axis: -2))
    return both[.ellipsis, ..<n, n...] * size
  }
}
