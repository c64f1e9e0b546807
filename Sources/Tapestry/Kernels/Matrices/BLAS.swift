import CKernels
import COpenBLAS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A row-major matrix in memory, which may be marked to be read transposed.
struct Matrix<Element> {
  let elements: UnsafePointer<Element>
  /// The distance from one row to the next, in elements.
  let step: Int
  let isTransposed: Bool

  /// The matrix of the same layout that begins some elements later.
  func moved(by offset: Int) -> Matrix {
    Matrix(elements: elements + offset, step: step, isTransposed: isTransposed)
  }

  /// The matrix without its first rows.
  func rows(from start: Int) -> Matrix {
    moved(by: start * (isTransposed ? 1 : step))
  }

  /// The matrix without its first columns.
  func columns(from start: Int) -> Matrix {
    moved(by: start * (isTransposed ? step : 1))
  }
}

/// Matrices of the same layout, at equal distances from each other.
struct MatrixRun<Element> {
  let first: Matrix<Element>
  /// The distance from one matrix to the next, in elements.
  var apart = 0

  subscript(index: Int) -> Matrix<Element> { first.moved(by: index * apart) }
}

/// The part of OpenBLAS that the engine uses.
enum BLAS {
  /// Sets the library up the first time it is called; every use of it begins with this.
  static func prepare() {
    chosenKernels
    endedOpenBLASThreads
  }

  /// C = A B on the calling thread, or C += A B, where A has `rows` rows and B `columns` columns,
  /// and the rows of C begin `step` elements apart.
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: Matrix<Double>, _ b: Matrix<Double>,
    _ c: UnsafeMutablePointer<Double>, step: Int, adding: Bool = false
  ) {
    prepare()
    cblas_dgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
      blasint(inner), 1, a.elements, blasint(a.step), b.elements, blasint(b.step), adding ? 1 : 0,
      c, blasint(step))
  }
}

/// Chooses OpenBLAS's kernels, once, before the first product.
///
/// It recognizes processors by their model numbers, and uses older kernels on processors newer than
/// itself: release 0.3.21 uses kernels for vectors of 256 bits on AMD's Zen 4, at half the speed,
/// and kernels of 2004 on Intel's Emerald Rapids, at a fifth. The environment variable that
/// overrides this is read when the library is loaded, before any code of ours runs; so the choice
/// is made again, through two functions that the library exports for loading and unloading. If they
/// are missing, its own choice stands.
private let chosenKernels: Void = {
  #if os(Linux) && arch(x86_64)
    typealias Choose = @convention(c) () -> Void
    guard getenv("OPENBLAS_CORETYPE") == nil,
      let kernels = betterKernels(
        than: String(cString: openblas_get_corename()), vectorBits: Int(kernel_vector_bits())),
      let everything = dlopen(nil, RTLD_NOW),
      let forget = dlsym(everything, "gotoblas_dynamic_quit"),
      let choose = dlsym(everything, "gotoblas_dynamic_init")
    else { return }
    setenv("OPENBLAS_CORETYPE", kernels, 1)
    unsafeBitCast(forget, to: Choose.self)()
    unsafeBitCast(choose, to: Choose.self)()
    unsetenv("OPENBLAS_CORETYPE")
  #endif
}()

/// The name of OpenBLAS's kernels for longer vectors than those that it chose; nil if there are
/// none.
///
/// - Parameters:
///   - chosen: its name for the processors that its kernels were written for.
///   - vectorBits: what this processor has.
func betterKernels(than chosen: String, vectorBits: Int) -> String? {
  let wide = ["SkylakeX", "Cooperlake", "SapphireRapids"]
  let middle = ["Haswell", "Zen"]
  if wide.contains(chosen) { return nil }
  if vectorBits >= 512 { return wide[0] }
  return vectorBits >= 256 && !middle.contains(chosen) ? middle[0] : nil
}
