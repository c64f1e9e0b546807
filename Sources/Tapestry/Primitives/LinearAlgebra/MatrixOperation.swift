import Synchronization

// What the operations of linear algebra share: the last two dimensions are a matrix, the leading
// ones are a batch, and OpenBLAS's LAPACK computes the result for each matrix.

/// An operation that LAPACK computes for each matrix of a batch.
///
/// A primitive has one result, so factorizations, which have several, put them side by side in one
/// tensor; the public functions take the parts as slices, which copies nothing, and a gradient rule
/// gets the gradients of all parts at once.
protocol MatrixOperation: PartialPrimitive {
  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor
}

extension MatrixOperation {
  func attempt(_ inputs: [Tensor], _ spec: TensorSpec) throws(InvalidUse) -> Tensor {
    spec.dtype == .float32
      ? try compute(inputs, spec, Float.self) : try compute(inputs, spec, Double.self)
  }

  /// The sizes of the matrices of an input, which must be of a type that LAPACK knows.
  func matrices(_ x: Tensor) -> Matrices {
    guard x.rank >= 2 else {
      misuse(
        name, "needs matrices, got shape \(x.shape)",
        cure: "make a vector a matrix of one column: expandDims(v, axis: 1)")
    }
    guard x.dtype == .float32 || x.dtype == .float64 else {
      misuse(
        name, "not defined for \(x.dtype)", cure: "cast first: cast(x, to: .float32)")
    }
    // Only an empty batch has larger ones. Numbers of operations on these do not leave Int, and
    // LAPACK's sizes are of 32 bits.
    let (rows, columns) = (x.shape[-2], x.shape[-1])
    guard max(rows, columns) <= Int(Int32.max), rows * columns <= 1 << 38 else {
      misuse(
        name, "matrices of \(rows) rows and \(columns) columns",
        cure: "give matrices that memory holds, of up to \(Int32.max) rows and columns")
    }
    return Matrices(x.shape)
  }

  /// The sizes of the matrices of an input that must be square.
  func squareMatrices(_ x: Tensor) -> Matrices {
    let sizes = matrices(x)
    guard sizes.rows == sizes.columns else {
      misuse(
        name, "needs square matrices, got shape \(x.shape)",
        cure: "make the last two dimensions equal; leastSquares and pseudoInverse take any")
    }
    return sizes
  }

  /// Runs operations that are part of a kernel: they run at once, and neither a trace nor a tape
  /// sees them, as it sees this operation instead.
  func withoutRecording(_ body: () -> Tensor) -> Tensor {
    Context.with(interpreter: nil, tapes: [], body)
  }

  /// Why a matrix has no inverse.
  func singular(_ matrix: Int, of count: Int, pivot: Int) -> InvalidUse {
    InvalidUse(
      name, "\(ordinal(matrix, of: count)) is singular: its pivot at index \(pivot) is 0",
      cure: "use pseudoInverse or leastSquares, which have an answer, or add a small number to the "
        + "diagonal: a + 1e-6 * Tensor.eye(n)")
  }

  /// Which matrix of a batch, for messages.
  func ordinal(_ matrix: Int, of count: Int) -> String {
    count == 1 ? "the matrix" : "matrix \(matrix) of the batch"
  }
}

/// The sizes of a batch of matrices.
struct Matrices {
  let batch: Shape
  let rows: Int
  let columns: Int

  init(_ shape: Shape) {
    batch = Shape(Array(shape.dimensions.dropLast(2)))
    rows = shape[-2]
    columns = shape[-1]
  }

  var count: Int { batch.elementCount }

  /// A batch of matrices, or of other results, of the given sizes.
  func shape(_ sizes: Int...) -> Shape { Shape(batch.dimensions + sizes) }
}

/// Computes the result of each matrix of a batch, `resultSize` numbers, which are 0 at first; the
/// cores share the matrices if there is enough work for waking a thread to pay. `body` returns what
/// is wrong with its matrix, if anything.
///
/// In code for several element types, a loop over elements is slow: it may take longer than all of
/// LAPACK's work. So the bodies leave such loops to kernels for elements of a size.
///
/// - Throws: what is wrong with the first matrix that has no result.
func eachMatrix<T: LAPACKScalar>(
  _ count: Int, resultSize: Int, work: Int, _ body: (Int, UnsafeMutablePointer<T>) -> InvalidUse?
) throws(InvalidUse) -> Tensor {
  let invalidUses = Mutex<[Int: InvalidUse]>([:])
  let results = Tensor(uninitialized: [count, resultSize], dtype: T.dtype)
  results.withElements(as: T.self) { results in
    guard count * resultSize > 0 else { return }
    parallel(count, smallest: max(2, (1 << 18) / max(1, work)), multiple: 1) { part in
      for index in part {
        let result = results + index * resultSize
        setToZero(result, resultSize)
        guard let invalidUse = body(index, result) else { continue }
        invalidUses.withLock { $0[index] = invalidUse }
      }
    }
  }
  if let first = invalidUses.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
  return results
}

extension MatrixOperation {
  /// The results of a kernel for small square matrices, `resultSize` numbers for each; nil if it
  /// gave up. The kernel needs `rows` times `scratch` numbers to work in, and does the work of
  /// `work` products.
  func small<T: LAPACKScalar>(
    _ x: Tensor, resultSize: Int, scratch: Int, work: Int = 1, _ kernel: SmallFactorization<T>
  ) -> Tensor? {
    let sizes = Matrices(x.shape)
    let n = sizes.rows
    let results = Tensor(uninitialized: [sizes.count, resultSize], dtype: x.dtype)
    let isServed = withElements(of: x.contiguous(), as: T.self, results, as: T.self) { a, y in
      SmallMatrices.serve(count: sizes.count, scratch: n * scratch, work: work * n * n * n) {
        first, count, memory in
        kernel(a + first * n * n, y + first * resultSize, n, count, memory)
      }
    }
    return isServed ? results : nil
  }
}

/// A copy of a row-major matrix, for LAPACK to overwrite. To LAPACK, which is column-major, it is
/// the transpose; each kernel takes that into account where it is cheaper than transposing.
func withCopy<T: LAPACKScalar, Result>(
  _ elements: UnsafePointer<T>, rows: Int, columns: Int, _ body: (ColumnMajor<T>) -> Result
) -> Result {
  withUnsafeTemporaryAllocation(of: T.self, capacity: max(1, rows * columns)) { copy in
    copy.baseAddress!.initialize(from: elements, count: rows * columns)
    return body(ColumnMajor(elements: copy.baseAddress!, rows: columns, columns: rows))
  }
}

/// Runs `body` with the elements of a tensor in row-major order.
func withRowMajor<T: LAPACKScalar, Result>(
  _ x: Tensor, as type: T.Type, _ body: (UnsafePointer<T>) throws(InvalidUse) -> Result
) throws(InvalidUse) -> Result {
  let outcome = x.contiguous().withElements(as: type) { elements in
    Swift.Result { () throws(InvalidUse) in try body(elements) }
  }
  return try outcome.get()
}

/// Sets numbers to 0.
func setToZero<T: LAPACKScalar>(_ elements: UnsafeMutablePointer<T>, _ count: Int) {
  UnsafeMutableRawPointer(elements).initializeMemory(
    as: UInt8.self, repeating: 0, count: count * MemoryLayout<T>.stride)
}

extension ColumnMajor where Element: LAPACKScalar {
  /// Copies the first rows to row-major order, where rows begin `distance` elements apart.
  func copyRows(_ count: Int, to target: UnsafeMutablePointer<Element>, distance: Int) {
    copyPlane(
      elements, rows: 1, columns: rows, to: target, rows: distance, columns: 1,
      size: MemoryLayout<Element>.stride, count, columns)
  }
}

extension Tensor {
  /// The same elements, which are contiguous, in another shape.
  func reshaped(_ shape: Shape) -> Tensor { Tensor(view: self, shape: shape, strides: nil) }
}

/// Each matrix with rows and columns exchanged.
///
/// ```swift
/// matrixTranspose(Tensor.ones([5, 2, 3])).shape  // (5, 3, 2)
/// ```
///
/// Nothing is copied.
///
/// - **Shapes:** [..., m, n] gives [..., n, m].
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: there are at least two dimensions.
public func matrixTranspose(_ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  guard x.rank >= 2 else {
    misuse(
      "matrixTranspose", "needs matrices, got shape \(x.shape)",
      cure: "make a vector a matrix of one column: expandDims(v, axis: 1)")
  }
  return transpose(x, Array(0..<(x.rank - 2)) + [x.rank - 1, x.rank - 2])
}
