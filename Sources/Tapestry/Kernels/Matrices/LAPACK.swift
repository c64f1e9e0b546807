import COpenBLAS

/// A contiguous column-major matrix in memory, as LAPACK reads and overwrites it.
struct ColumnMajor<Element> {
  let elements: UnsafeMutablePointer<Element>
  let rows: Int
  let columns: Int
}

/// An element type for which LAPACK has routines: `float32` or `float64`.
///
/// The requirements are the routines under LAPACK's own names; `LAPACK` documents what they do.
protocol LAPACKScalar: SmallMatrixScalar {
  static var getrf: GETRF<Self> { get }
  static var getrs: GETRS<Self> { get }
  static var getri: GETRI<Self> { get }
  static var potrf: POTRF<Self> { get }
  static var trtrs: TRTRS<Self> { get }
  static var geqrf: GEQRF<Self> { get }
  static var orgqr: ORGQR<Self> { get }
  static var gesdd: GESDD<Self> { get }
  static var syevd: SYEVD<Self> { get }
}

extension Float: LAPACKScalar {
  static var getrf: GETRF<Float> { sgetrf_ }
  static var getrs: GETRS<Float> { sgetrs_ }
  static var getri: GETRI<Float> { sgetri_ }
  static var potrf: POTRF<Float> { spotrf_ }
  static var trtrs: TRTRS<Float> { strtrs_ }
  static var geqrf: GEQRF<Float> { sgeqrf_ }
  static var orgqr: ORGQR<Float> { sorgqr_ }
  static var gesdd: GESDD<Float> { sgesdd_ }
  static var syevd: SYEVD<Float> { ssyevd_ }
}

extension Double: LAPACKScalar {
  static var getrf: GETRF<Double> { dgetrf_ }
  static var getrs: GETRS<Double> { dgetrs_ }
  static var getri: GETRI<Double> { dgetri_ }
  static var potrf: POTRF<Double> { dpotrf_ }
  static var trtrs: TRTRS<Double> { dtrtrs_ }
  static var geqrf: GEQRF<Double> { dgeqrf_ }
  static var orgqr: ORGQR<Double> { dorgqr_ }
  static var gesdd: GESDD<Double> { dgesdd_ }
  static var syevd: SYEVD<Double> { dsyevd_ }
}

/// The part of LAPACK that the engine uses. Each function overwrites its matrix.
enum LAPACK {
  /// The factors L and U of A with rows exchanged, in place of A; the result has the exchanges, and
  /// the index of the first pivot that is 0, or nil if there is none.
  static func factorLU<T: LAPACKScalar>(_ a: ColumnMajor<T>) -> (pivots: [blasint], zero: Int?) {
    BLAS.prepare()
    let n = size(a.columns)
    var pivots = [blasint](repeating: 0, count: a.columns)
    var info: blasint = 0
    T.getrf(n, n, a.elements, leading(a.rows), &pivots, &info)
    return (pivots, index(info))
  }

  /// The solution X of A X = B, or of Aᵀ X = B, in place of B, where A was factored by `factorLU`.
  static func solve<T: LAPACKScalar>(
    _ factors: ColumnMajor<T>, _ pivots: [blasint], transposed: Bool, _ b: ColumnMajor<T>
  ) {
    var info: blasint = 0
    T.getrs(
      transposed ? "T" : "N", size(factors.columns), size(b.columns), factors.elements,
      leading(factors.rows), pivots, b.elements, leading(b.rows), &info, 1)
  }

  /// The inverse of A in place of its factors.
  static func invert<T: LAPACKScalar>(_ factors: ColumnMajor<T>, _ pivots: [blasint]) {
    var info: blasint = 0
    withWorkspace { (work: UnsafeMutablePointer<T>, count) in
      T.getri(
        size(factors.columns), factors.elements, leading(factors.rows), pivots, work, count, &info)
    }
  }

  /// The upper triangle U of A = Uᵀ U in place of A's. The result is nil or, if the matrix is not
  /// positive definite, the number of rows and columns for which there are factors.
  static func factorCholesky<T: LAPACKScalar>(upper a: ColumnMajor<T>) -> Int? {
    BLAS.prepare()
    var info: blasint = 0
    T.potrf("U", size(a.columns), a.elements, leading(a.rows), &info, 1)
    return index(info)
  }

  /// The solution X of A X = B, or of Aᵀ X = B, in place of B, where A is triangular and has no 0
  /// on its diagonal.
  static func solveTriangle<T: LAPACKScalar>(
    _ a: ColumnMajor<T>, upper: Bool, transposed: Bool, _ b: ColumnMajor<T>
  ) {
    BLAS.prepare()
    var info: blasint = 0
    T.trtrs(
      upper ? "U" : "L", transposed ? "T" : "N", "N", size(a.columns), size(b.columns), a.elements,
      leading(a.rows), b.elements, leading(b.rows), &info, 1, 1, 1)
  }

  /// R in the upper triangle of A. The elements below it, with the factors that are the result, are
  /// what `orthogonal` computes Q from.
  static func factorQR<T: LAPACKScalar>(_ a: ColumnMajor<T>) -> [T] {
    BLAS.prepare()
    var (info, factors): (blasint, [T]) = (0, [T](repeating: 0, count: min(a.rows, a.columns)))
    withWorkspace { (work: UnsafeMutablePointer<T>, count) in
      T.geqrf(
        size(a.rows), size(a.columns), a.elements, leading(a.rows), &factors, work, count, &info)
    }
    return factors
  }

  /// The first columns of Q, as many as there are factors, in place of what `factorQR` left.
  static func orthogonal<T: LAPACKScalar>(_ a: ColumnMajor<T>, _ factors: [T]) {
    var info: blasint = 0
    withWorkspace { (work: UnsafeMutablePointer<T>, count) in
      T.orgqr(
        size(a.rows), size(factors.count), size(factors.count), a.elements, leading(a.rows),
        factors, work, count, &info)
    }
  }

  /// The singular values in descending order, and the singular vectors: the columns of `u` and the
  /// rows of `vt`. The result says whether the iteration converged.
  static func factorSingular<T: LAPACKScalar>(
    _ a: ColumnMajor<T>, _ s: UnsafeMutablePointer<T>, u: ColumnMajor<T>, vt: ColumnMajor<T>
  ) -> Bool {
    BLAS.prepare()
    var info: blasint = 0
    var integers = [blasint](repeating: 0, count: 8 * min(a.rows, a.columns))
    withWorkspace { (work: UnsafeMutablePointer<T>, count) in
      T.gesdd(
        "S", size(a.rows), size(a.columns), a.elements, leading(a.rows), s, u.elements,
        leading(u.rows), vt.elements, leading(vt.rows), work, count, &integers, &info, 1)
    }
    return info == 0
  }

  /// The eigenvalues of a symmetric matrix, of which only the upper triangle is read, in ascending
  /// order, and the eigenvectors as columns in place of A. The result says whether the iteration
  /// converged.
  static func factorSymmetric<T: LAPACKScalar>(
    upper a: ColumnMajor<T>, _ values: UnsafeMutablePointer<T>
  ) -> Bool {
    BLAS.prepare()
    var info: blasint = 0
    var integers = [blasint](repeating: 0, count: 3 + 5 * a.columns)
    let integerCount = size(integers.count)
    withWorkspace { (work: UnsafeMutablePointer<T>, count) in
      T.syevd(
        "V", "U", size(a.columns), a.elements, leading(a.rows), values, work, count, &integers,
        integerCount, &info, 1, 1)
    }
    return info == 0
  }

  /// Calls a routine twice: the first time with the size -1, so that it only reports the best size
  /// of workspace.
  private static func withWorkspace<T: LAPACKScalar>(
    _ routine: (UnsafeMutablePointer<T>, [blasint]) -> Void
  ) {
    var answer: T = 0
    routine(&answer, [-1])
    let count = max(1, Int(answer))
    withUnsafeTemporaryAllocation(of: T.self, capacity: count) { work in
      routine(work.baseAddress!, size(count))
    }
  }

  /// An integer argument for Fortran, which takes the address of each number.
  private static func size(_ count: Int) -> [blasint] { [blasint(count)] }

  /// The step from one column to the next, which must not be 0.
  private static func leading(_ rows: Int) -> [blasint] { [blasint(max(1, rows))] }

  private static func index(_ info: blasint) -> Int? { info > 0 ? Int(info) - 1 : nil }
}

// MARK: - The routines' types

typealias FortranSizes = UnsafePointer<blasint>?
typealias FortranIntegers = UnsafeMutablePointer<blasint>?
typealias FortranLetter = UnsafePointer<CChar>?

typealias GETRF<T> = (
  FortranSizes, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes, FortranIntegers,
  FortranIntegers
) -> Void
typealias GETRS<T> = (
  FortranLetter, FortranSizes, FortranSizes, UnsafePointer<T>?, FortranSizes, FortranSizes,
  UnsafeMutablePointer<T>?, FortranSizes, FortranIntegers,
  Int
) -> Void
typealias GETRI<T> = (
  FortranSizes, UnsafeMutablePointer<T>?, FortranSizes, FortranSizes, UnsafeMutablePointer<T>?,
  FortranSizes, FortranIntegers
) -> Void
typealias POTRF<T> = (
  FortranLetter, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes, FortranIntegers, Int
) -> Void
typealias TRTRS<T> = (
  FortranLetter, FortranLetter, FortranLetter, FortranSizes, FortranSizes, UnsafePointer<T>?,
  FortranSizes, UnsafeMutablePointer<T>?, FortranSizes,
  FortranIntegers, Int, Int, Int
) -> Void
typealias GEQRF<T> = (
  FortranSizes, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes, UnsafeMutablePointer<T>?,
  UnsafeMutablePointer<T>?,
  FortranSizes, FortranIntegers
) -> Void
typealias ORGQR<T> = (
  FortranSizes, FortranSizes, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes,
  UnsafePointer<T>?,
  UnsafeMutablePointer<T>?, FortranSizes, FortranIntegers
) -> Void
typealias GESDD<T> = (
  FortranLetter, FortranSizes, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes,
  UnsafeMutablePointer<T>?,
  UnsafeMutablePointer<T>?, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes,
  UnsafeMutablePointer<T>?, FortranSizes,
  FortranIntegers, FortranIntegers, Int
) -> Void
typealias SYEVD<T> = (
  FortranLetter, FortranLetter, FortranSizes, UnsafeMutablePointer<T>?, FortranSizes,
  UnsafeMutablePointer<T>?,
  UnsafeMutablePointer<T>?, FortranSizes, FortranIntegers, FortranSizes, FortranIntegers, Int, Int
) -> Void
