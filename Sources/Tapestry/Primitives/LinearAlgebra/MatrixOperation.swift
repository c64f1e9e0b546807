// What the operations of linear algebra share: matrices stand in the last two dimensions, those in
// front of them are a batch, and OpenBLAS's LAPACK computes each.

/// An operation that LAPACK computes for each matrix of a batch.
///
/// An operation has one result, so that factorizations, which have several, give them side by side
/// in one tensor; the public functions take the parts as slices, which copies nothing, and a
/// gradient rule gets the changes of all parts at once.
protocol MatrixOperation: Primitive {
  func compute<T: LAPACKScalar>(_ inputs: [Tensor], _ spec: TensorSpec, _: T.Type) -> Tensor
}

extension MatrixOperation {
  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    spec.dtype == .float32
      ? compute(inputs, spec, Float.self) : compute(inputs, spec, Double.self)
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
    return Matrices(x.shape)
  }

  /// The same for matrices that must be square.
  func squareMatrices(_ x: Tensor) -> Matrices {
    let sizes = matrices(x)
    guard sizes.rows == sizes.columns else {
      misuse(
        name, "needs square matrices, got shape \(x.shape)",
        cure: "make the last two dimensions equal; leastSquares and pseudoInverse take any")
    }
    return sizes
  }

  /// Operations of which a kernel is made: they run at once, and neither a trace nor a tape sees
  /// them, for it sees this operation.
  func unseen(_ body: () -> Tensor) -> Tensor {
    Context.with(interpreter: nil, tapes: [], body)
  }

  /// Stops the program for a matrix that has no inverse.
  func refuseSingular(_ matrix: Int, of count: Int, pivot: Int) -> Never {
    misuse(
      name, "\(ordinal(matrix, of: count)) is singular: its pivot number \(pivot) is 0",
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

/// The results for each matrix of a batch, one after the other; the matrices share the cores, from
/// the amount of work on from which waking a thread pays.
func eachMatrix<T: LAPACKScalar>(
  _ count: Int, resultSize: Int, work: Int, _ body: (Int, UnsafeMutablePointer<T>) -> Void
) -> [T] {
  [T](unsafeUninitializedCapacity: count * resultSize) { buffer, initialized in
    guard count * resultSize > 0, let results = buffer.baseAddress else { return }
    buffer.initialize(repeating: 0)
    parallel(count, smallest: max(2, (1 << 18) / max(1, work)), multiple: 1) { part in
      for index in part { body(index, results + index * resultSize) }
    }
    initialized = count * resultSize
  }
}

/// A copy of a matrix that stands row by row, for LAPACK to overwrite. Read column by column it is
/// the transpose, which each kernel takes into account where that is cheaper than turning it.
func withCopy<T: LAPACKScalar, Result>(
  _ elements: UnsafePointer<T>, rows: Int, columns: Int, _ body: (ColumnMajor<T>) -> Result
) -> Result {
  withUnsafeTemporaryAllocation(of: T.self, capacity: max(1, rows * columns)) { copy in
    copy.baseAddress!.initialize(from: elements, count: rows * columns)
    return body(ColumnMajor(elements: copy.baseAddress!, rows: columns, columns: rows))
  }
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
