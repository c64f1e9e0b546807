import CKernels
import Synchronization

/// An element type for which there are kernels for many small matrices at once.
///
/// The requirements are the kernels; `CKernelsSmallMatrices.h` says what they compute.
protocol SmallMatrixScalar: FloatingScalar {
  static var smallSolve: SmallSolve<Self> { get }
  static var smallPivots: SmallFactorization<Self> { get }
  static var smallCholesky: SmallFactorization<Self> { get }
  static var smallEigenvalues: SmallFactorization<Self> { get }
  static var smallSingular: SmallSingular<Self> { get }
}

extension Float: SmallMatrixScalar {
  static var smallSolve: SmallSolve<Float> { kernel_small_solve_f32 }
  static var smallPivots: SmallFactorization<Float> { kernel_small_pivots_f32 }
  static var smallCholesky: SmallFactorization<Float> { kernel_small_cholesky_f32 }
  static var smallEigenvalues: SmallFactorization<Float> { kernel_small_eigenvalues_f32 }
  static var smallSingular: SmallSingular<Float> { kernel_small_singular_f32 }
}

extension Double: SmallMatrixScalar {
  static var smallSolve: SmallSolve<Double> { kernel_small_solve_f64 }
  static var smallPivots: SmallFactorization<Double> { kernel_small_pivots_f64 }
  static var smallCholesky: SmallFactorization<Double> { kernel_small_cholesky_f64 }
  static var smallEigenvalues: SmallFactorization<Double> { kernel_small_eigenvalues_f64 }
  static var smallSingular: SmallSingular<Double> { kernel_small_singular_f64 }
}

/// Many small matrices, which the kernels take a group at a time, a matrix in each lane of a
/// vector.
///
/// For a matrix of 8 rows, LAPACK's calls take several times as long as its arithmetic, and its
/// loops are too short for vectors. Batched routines of BLAS, which other libraries have, are not
/// part of OpenBLAS.
enum SmallMatrices {
  /// The largest number of rows, columns and right-hand sides. A group of larger matrices does not
  /// fit a core's caches, and LAPACK's blocks pay.
  private static let largest = 32
  /// The largest number of eigenvalues or singular values: for more, LAPACK's way through
  /// tridiagonal matrices is so much shorter that it is faster.
  private static let largestRotated = Int(KERNEL_SMALL_ROTATED)
  /// The smallest number of matrices. A group takes as long as two or three calls of LAPACK,
  /// however few matrices are in it.
  private static let fewest = 4
  /// The number of multiplications from which a second thread pays.
  private static let smallestShared = 1 << 19

  /// Whether matrices, with right-hand sides if any, are small and many enough.
  static func accept(count: Int, rows: Int, columns: Int) -> Bool {
    count >= fewest && 1...largest ~= rows && 1...largest ~= columns
  }

  /// Whether matrices are small and many enough to compute their eigenvalues or singular values.
  static func acceptRotated(count: Int, rows: Int, columns: Int) -> Bool {
    accept(count: count, rows: rows, columns: columns) && min(rows, columns) <= largestRotated
  }

  /// Runs `kernel` for all groups, with the index of the first matrix, the number of matrices, and
  /// memory to work in. The result is false if the kernel gave up on a group: then LAPACK decides,
  /// and says which matrix has no result.
  ///
  /// - Parameters:
  ///   - scratch: the number of elements that the kernel needs for each matrix.
  ///   - work: the number of multiplications for each matrix.
  static func serve<T: SmallMatrixScalar>(
    count: Int, scratch: Int, work: Int,
    _ kernel: (_ first: Int, _ count: Int, _ memory: UnsafeMutablePointer<T>) -> Int32
  ) -> Bool {
    let bytes = Int(KERNEL_SMALL_BYTES)
    let lanes = bytes / MemoryLayout<T>.stride
    let groups = count.ceilDivided(by: lanes)
    let isRefused = Atomic(false)
    parallel(groups, smallest: max(2, smallestShared / (lanes * work)), multiple: 1) { part in
      withUnsafeTemporaryAllocation(byteCount: scratch * bytes, alignment: bytes) { memory in
        let memory = memory.baseAddress!.assumingMemoryBound(to: T.self)
        for group in part where !isRefused.load(ordering: .relaxed) {
          let first = group * lanes
          if kernel(first, min(lanes, count - first), memory) == 0 {
            isRefused.store(true, ordering: .relaxed)
          }
        }
      }
    }
    return !isRefused.load(ordering: .relaxed)
  }
}

// MARK: - The kernels' types

/// The matrices, the part that is read, whether they are transposed, the right-hand sides, the step
/// between those, the solutions, the numbers of rows, of columns and of matrices, and memory to
/// work in.
typealias SmallSolve<T> = (
  UnsafePointer<T>?, kernel_small_part, Int32, UnsafePointer<T>?, Int, UnsafeMutablePointer<T>?,
  Int, Int, Int,
  UnsafeMutablePointer<T>?
) -> Int32

/// The matrices, the results, the numbers of rows and of matrices, and memory to work in.
typealias SmallFactorization<T> = (
  UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int, Int, UnsafeMutablePointer<T>?
) -> Int32

/// The same with the number of columns after that of rows.
typealias SmallSingular<T> = (
  UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int, Int, Int, UnsafeMutablePointer<T>?
) -> Int32
