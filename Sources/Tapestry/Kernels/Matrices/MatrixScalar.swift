import CKernels

/// A loop over runs of elements: the source, its step from run to run, the destination, its step,
/// the number of runs, and their length.
typealias RunLoop<T> =
  @Sendable (UnsafePointer<T>?, Int, UnsafeMutablePointer<T>?, Int, Int, Int) -> Void

/// An element type for which there are matrix products.
protocol MatrixScalar: FloatingScalar {
  /// Whether `multiply` takes an A whose rows overlap.
  static var rowsMayOverlap: Bool { get }
  /// C = A B on the calling thread. The rows of C begin `step` elements apart.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Self>, _ b: Matrix<Self>,
    _ c: UnsafeMutablePointer<Self>, step: Int)
  /// C = A_0 B_0 + A_1 B_1 + …, or C += that: each A begins `apart` elements after the one before
  /// it, and each B, which has `inner` rows, directly follows the one before it. There is at least
  /// one term. The rows of C begin `step` elements apart.
  static func multiply(
    rows: Int, columns: Int, terms: Int, inner: Int, _ a: Matrix<Self>, apart: Int,
    _ b: UnsafePointer<Self>, _ c: UnsafeMutablePointer<Self>, step: Int, adding: Bool)
  /// Copies runs of elements, or adds them to those at the destination.
  static var copyRuns: RunLoop<Self> { get }
  static var addRuns: RunLoop<Self> { get }
  /// y += x
  static func add(_ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>, _ count: Int)
}

extension MatrixScalar {
  /// C = A B on the calling thread, where the rows of C follow each other without a gap.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Self>, _ b: Matrix<Self>,
    _ c: UnsafeMutablePointer<Self>
  ) { multiply(rows: rows, columns: columns, inner: inner, a, b, c, step: columns) }
}

extension Float: MatrixScalar {
  static var rowsMayOverlap: Bool { true }
  static var copyRuns: RunLoop<Float> { kernel_copy_runs_f32 }
  static var addRuns: RunLoop<Float> { kernel_add_runs_f32 }
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Float>, _ b: Matrix<Float>,
    _ c: UnsafeMutablePointer<Float>, step: Int
  ) {
    kernel_matmul_whole_f32(
      rows, columns, inner, a.elements, a.step, a.isTransposed ? 1 : 0, b.elements, b.step,
      b.isTransposed ? 1 : 0, c, step)
  }
  static func multiply(
    rows: Int, columns: Int, terms: Int, inner: Int, _ a: Matrix<Float>, apart: Int,
    _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, step: Int, adding: Bool
  ) {
    kernel_matmul_terms_f32(
      rows, columns, terms, inner, a.elements, a.step, a.isTransposed ? 1 : 0, apart, b, c,
      step, adding ? 1 : 0)
  }
  static func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ count: Int) {
    kernel_add_f32(y, 1, x, 1, y, count)
  }
}

extension Double: MatrixScalar {
  // BLAS rejects them.
  static var rowsMayOverlap: Bool { false }
  static var copyRuns: RunLoop<Double> { kernel_copy_runs_f64 }
  static var addRuns: RunLoop<Double> { kernel_add_runs_f64 }
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Double>, _ b: Matrix<Double>,
    _ c: UnsafeMutablePointer<Double>, step: Int
  ) { BLAS.multiply(rows: rows, columns: columns, inner: inner, a, b, c, step: step) }
  static func multiply(
    rows: Int, columns: Int, terms: Int, inner: Int, _ a: Matrix<Double>, apart: Int,
    _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>, step: Int, adding: Bool
  ) {
    for term in 0..<terms {
      BLAS.multiply(
        rows: rows, columns: columns, inner: inner,
        Matrix(elements: a.elements + term * apart, step: a.step, isTransposed: a.isTransposed),
        Matrix(elements: b + term * inner * columns, step: columns, isTransposed: false), c,
        step: step, adding: adding || term > 0)
    }
  }
  static func add(_ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>, _ count: Int) {
    kernel_add_f64(y, 1, x, 1, y, count)
  }
}
