import CKernels

/// The loops of a matrix product. The matrices of a batch are multiplied in runs at equal
/// distances; the cores share the parts of a large product, or the matrices of a batch of small
/// ones.
struct MatrixProductLoops {
  private let a: Tensor
  private let b: Tensor
  private let c: Tensor
  private let transposeA: Bool
  private let transposeB: Bool
  private let sizes: Sizes

  /// The loops for C = A B, of which A and B may be read transposed.
  init(_ a: Tensor, _ b: Tensor, into c: Tensor, transposeA: Bool, transposeB: Bool) {
    self.a = a.rowMajorMatrices()
    self.b = b.rowMajorMatrices()
    self.c = c
    self.transposeA = transposeA
    self.transposeB = transposeB
    sizes = Sizes(
      rows: c.shape.dimensions[c.rank - 2], columns: c.shape.dimensions[c.rank - 1],
      inner: a.shape.dimensions[a.rank - (transposeA ? 2 : 1)])
  }

  /// Computes the product.
  func run() {
    switch c.dtype {
    case .float32: eachRun(inParallel: isWorthCores, multiplyFloats)
    case .float64: eachRun(inParallel: isWorthCores, multiplyDoubles)
    case .int32: integers(Int32.self)
    case .int64: integers(Int64.self)
    default: integers(c.dtype.integerType(in: "matmul"))
    }
  }

  /// Whether the cores should share the matrices of the batch: all of them are enough work for
  /// several cores, and one alone is not. For small matrices, moving the elements takes most of the
  /// time, and a core does fewer multiplications in it than in a large product.
  private var isWorthCores: Bool {
    let (columns, inner) = (sizes.columns, sizes.inner)
    return kernel_matmul_f32_parts(sizes.rows, columns, inner, coreCount) < coreCount
      && (c.count * inner >= 1 << (c.dtype == .float64 ? 17 : 18)
        || a.count + b.count + c.count > 1 << 17)
  }

  /// Runs `multiply` for the matrices of the batch, a run of them at equal distances at a time.
  private func eachRun<T: Scalar>(
    inParallel: Bool = false,
    _ multiply: (Sizes, MatrixRun<T>, MatrixRun<T>, _ count: Int, UnsafeMutablePointer<T>) -> Void
  ) {
    guard c.count > 0 else { return }
    withElements(of: a, as: T.self, b, as: T.self, c, as: T.self) { left, right, target in
      let first = a.matrix(at: left, transposeA), second = b.matrix(at: right, transposeB)
      guard c.rank > 2 else {
        return multiply(sizes, MatrixRun(first: first), MatrixRun(first: second), 1, target)
      }
      // All rows of the batch are multiplied by the same matrix, so that they are one matrix.
      if b.rank == 2 && !transposeA && a.isContiguous {
        let whole = Sizes(
          rows: c.count / sizes.columns, columns: sizes.columns, inner: sizes.inner)
        return multiply(
          whole, MatrixRun(first: a.matrix(at: left, false)), MatrixRun(first: second), 1, target)
      }
      let batch = Shape(Array(c.shape.dimensions.dropLast(2)))
      let (aSteps, bSteps) = (a.batchStrides(batch), b.batchStrides(batch))
      let steps = batch.contiguousStrides
      // The innermost dimensions, as many as form one run.
      let (aApart, bApart) = (aSteps.last!, bSteps.last!)
      var length = batch.dimensions.last!
      for axis in batch.dimensions.indices.dropLast().reversed() {
        guard aSteps[axis] == length * aApart, bSteps[axis] == length * bApart else { break }
        length *= batch.dimensions[axis]
      }
      parallel(batch.elementCount, smallest: inParallel ? 2 : .max, multiple: 1) { part in
        var index = part.lowerBound
        while index < part.upperBound {
          var (aOffset, bOffset) = (0, 0)
          for axis in 0..<batch.rank {
            let position = index / steps[axis] % batch.dimensions[axis]
            aOffset += position * aSteps[axis]
            bOffset += position * bSteps[axis]
          }
          let count = min(length - index % length, part.upperBound - index)
          multiply(
            sizes, MatrixRun(first: first.moved(by: aOffset), apart: aApart),
            MatrixRun(first: second.moved(by: bOffset), apart: bApart), count,
            target + index * sizes.rows * sizes.columns)
          index += count
        }
      }
    }
  }

  /// Runs `multiply` for each matrix of the batch.
  private func eachMatrix<T: Scalar>(
    inParallel: Bool = false,
    _ multiply: (Sizes, Matrix<T>, Matrix<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    eachRun(inParallel: inParallel) { sizes, a, b, count, c in
      for index in 0..<count {
        multiply(sizes, a[index], b[index], c + index * sizes.rows * sizes.columns)
      }
    }
  }

  private func multiplyFloats(
    _ sizes: Sizes, _ a: MatrixRun<Float>, _ b: MatrixRun<Float>, _ count: Int,
    _ c: UnsafeMutablePointer<Float>
  ) {
    let (m, n, k) = (sizes.rows, sizes.columns, sizes.inner)
    if let dot = DotProduct(sizes, a.first, b.first) {
      for index in 0..<count {
        c[index] = dot.moved(by: index * a.apart, index * b.apart)
          .sum(kernel_sum_of_products_f32, kernel_sum_f32)
      }
      return
    }
    let (aFlag, bFlag): (Int32, Int32) = (
      a.first.isTransposed ? 1 : 0, b.first.isTransposed ? 1 : 0
    )
    let parts = kernel_matmul_f32_parts(m, n, k, coreCount)
    guard parts > 1 else {
      return kernel_matmul_batch_f32(
        count, m, n, k, a.first.elements, a.apart, a.first.step, aFlag, b.first.elements, b.apart,
        b.first.step, bFlag, c)
    }
    for index in 0..<count {
      let (x, y, z) = (a[index], b[index], c + index * m * n)
      parallel(parts, smallest: 2, multiple: 1) { range in
        for part in range {
          kernel_matmul_f32(
            m, n, k, x.elements, x.step, aFlag, y.elements, y.step, bFlag, z, n, part, parts)
        }
      }
    }
  }

  private func multiplyDoubles(
    _ sizes: Sizes, _ a: MatrixRun<Double>, _ b: MatrixRun<Double>, _ count: Int,
    _ c: UnsafeMutablePointer<Double>
  ) {
    let (m, n, k) = (sizes.rows, sizes.columns, sizes.inner)
    let (aFlag, bFlag): (Int32, Int32) = (
      a.first.isTransposed ? 1 : 0, b.first.isTransposed ? 1 : 0
    )
    guard kernel_is_small_product_f64(m, n, k, aFlag, bFlag) != 0 else {
      for index in 0..<count { multiplyDoubles(sizes, a[index], b[index], c + index * m * n) }
      return
    }
    kernel_small_products_f64(
      count, m, n, k, a.first.elements, a.apart, a.first.step, b.first.elements, b.apart,
      b.first.step, c)
  }

  private func multiplyDoubles(
    _ sizes: Sizes, _ a: Matrix<Double>, _ b: Matrix<Double>, _ c: UnsafeMutablePointer<Double>
  ) {
    let (m, n, k) = (sizes.rows, sizes.columns, sizes.inner)
    guard k > 0 else { return c.update(repeating: 0, count: m * n) }
    if let dot = DotProduct(sizes, a, b) {
      return c[0] = dot.sum(kernel_sum_of_products_f64, kernel_sum_f64)
    }
    let parts = kernel_matmul_f32_parts(m, n, k, coreCount)
    let long = max(m, n)
    parallel(parts, smallest: 2, multiple: 1) { range in
      for part in range {
        let (start, end) = (long * part / parts, long * (part + 1) / parts)
        // A square product is split by rows, which was a tenth faster in OpenBLAS than by columns.
        if n > m {
          BLAS.multiply(
            rows: m, columns: end - start, inner: k, a, b.columns(from: start), c + start, step: n)
        } else {
          BLAS.multiply(
            rows: end - start, columns: n, inner: k, a.rows(from: start), b, c + start * n, step: n)
        }
      }
    }
  }

  private func integers<I: IntegerScalar>(_: I.Type) {
    eachMatrix {
      (sizes, a: Matrix<I>, b: Matrix<I>, c: UnsafeMutablePointer<I>) in
      let (aRow, aInner) = a.isTransposed ? (1, a.step) : (a.step, 1)
      let (bInner, bColumn) = b.isTransposed ? (1, b.step) : (b.step, 1)
      for row in 0..<sizes.rows {
        for column in 0..<sizes.columns {
          var sum: I = 0
          for inner in 0..<sizes.inner {
            sum &+=
              a.elements[row * aRow + inner * aInner]
              &* b.elements[inner * bInner + column * bColumn]
          }
          c[row * sizes.columns + column] = sum
        }
      }
    }
  }
}

/// The sizes of a product.
private struct Sizes {
  let rows: Int
  let columns: Int
  let inner: Int
}

/// A long row times a long column, summed in pieces, as `sum` adds up long arrays: the kernel of
/// matrix products would leave it to one core, and its error would grow with the length.
private struct DotProduct<T: Scalar> {
  private var x: UnsafePointer<T>
  private var y: UnsafePointer<T>
  private let count: Int

  /// Nil for other products, and for rows of one piece, which one core adds up anyway.
  init?(_ sizes: Sizes, _ a: Matrix<T>, _ b: Matrix<T>) {
    guard sizes.rows == 1, sizes.columns == 1, sizes.inner > foldedPieceLength,
      !a.isTransposed || a.step == 1, b.isTransposed || b.step == 1
    else { return nil }
    (x, y, count) = (a.elements, b.elements, sizes.inner)
  }

  /// The product of the row and the column that are so many elements further on.
  func moved(by rowOffset: Int, _ columnOffset: Int) -> DotProduct {
    var moved = self
    moved.x += rowOffset
    moved.y += columnOffset
    return moved
  }

  /// The sum of the products, by the loops over a piece and over the sums of pieces.
  func sum(
    _ products: (UnsafePointer<T>?, UnsafePointer<T>?, Int) -> T, _ sums: FoldLoop<T, T>
  ) -> T {
    return foldPieces(of: count, by: { products(x + $0, y + $0, $1) }, sums)
  }
}

extension Tensor {
  /// The tensor, or a copy of it, whose matrices are laid out row by row or column by column, as
  /// matrix kernels read them.
  fileprivate func rowMajorMatrices() -> Tensor {
    guard let strides = value.strides else { return self }
    let (row, column) = (strides[rank - 2], strides[rank - 1])
    let (rows, columns) = (shape.dimensions[rank - 2], shape.dimensions[rank - 1])
    // A vector is copied even if the kernel could step through it: that costs little compared with
    // the product, whose kernel for contiguous vectors is faster and adds in a different order.
    if (columns == 1 && row != 1) || (rows == 1 && column != 1) { return contiguous() }
    let isReadable = (column == 1 && row >= columns) || (row == 1 && column >= rows)
    return isReadable ? self : contiguous()
  }

  /// The matrix whose elements begin at the given address; one that is laid out column by column is
  /// read as its transpose.
  fileprivate func matrix<T: Scalar>(
    at elements: UnsafePointer<T>, _ transposed: Bool
  ) -> Matrix<T> {
    guard let strides = value.strides else {
      return Matrix(
        elements: elements, step: Swift.max(1, shape.dimensions[rank - 1]), isTransposed: transposed
      )
    }
    let (row, column) = (strides[rank - 2], strides[rank - 1])
    return column == 1 && row >= shape.dimensions[rank - 1]
      ? Matrix(elements: elements, step: row, isTransposed: transposed)
      : Matrix(elements: elements, step: column, isTransposed: !transposed)
  }

  /// The distance from matrix to matrix along each dimension of a broadcast batch.
  fileprivate func batchStrides(_ batch: Shape) -> [Int] {
    Array(strides(broadcastTo: Shape(batch.dimensions + shape.dimensions.suffix(2))).dropLast(2))
  }
}
