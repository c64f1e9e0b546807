import CKernels

/// The solution x of `matmul(a, x) == b`, where only one triangle of `a` is read.
///
/// ```swift
/// let a = Tensor([[2.0, 0.0], [1.0, 1.0]])
/// triangularSolve(a, Tensor([[2.0], [3.0]]))  // [[1], [2]]
/// ```
///
/// - Parameters:
///   - lower: whether the lower triangle is read, or the upper one.
///   - transposed: whether to solve with `a` transposed.
/// - **Shapes:** [..., n, n] and [..., n, k] give [..., n, k]; the leading dimensions broadcast.
/// - **DTypes:** `float32` or `float64`, the same for both.
/// - **Gradient:** of both; of `a` in the triangle that is read.
/// - **Complexity:** O(n²k).
/// - Precondition: `a` is square, has as many rows as `b`, and has no 0 on its diagonal.
public func triangularSolve(
  _ a: some TensorConvertible, _ b: some TensorConvertible, lower: Bool = true,
  transposed: Bool = false
) -> Tensor {
  bind(
    TriangularSolve(lower: lower, transposed: transposed), matched("triangularSolve", a, b))
}

struct TriangularSolve: MatrixOperation, JointlyDifferentiated {
  let lower: Bool
  let transposed: Bool
  /// Whether this is a part of `leastSquares`, which changes the name and the cure in messages and
  /// adds a check of the rank.
  var isLeastSquares = false
  var name: String { isLeastSquares ? "leastSquares" : "triangularSolve" }

  func spec(_ inputs: [Tensor]) -> TensorSpec { systemSpec(inputs) }

  func compute<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec, _: T.Type
  ) throws(InvalidUse) -> Tensor {
    if !isLeastSquares,
      let x = smallSolutions(
        inputs[0], inputs[1], spec, part: lower ? KERNEL_SMALL_LOWER : KERNEL_SMALL_UPPER,
        transposed: transposed, T.self)
    {
      return x
    }
    return try eachSystem(inputs, spec) { (matrix, count, a: ColumnMajor<T>, b) in
      if isLeastSquares, let invalidUse = missingRank(a, matrix, of: count) { return invalidUse }
      if let zero = (0..<a.rows).first(where: { a.elements[$0 * (a.rows + 1)] == 0 }) {
        return InvalidUse(
          name,
          "\(ordinal(matrix, of: count)) is singular: element (\(zero), \(zero)) of its diagonal "
            + "is 0",
          cure: "use pseudoInverse or leastSquares, which have an answer, or add a small number to "
            + "the diagonal: a + 1e-6 * Tensor.eye(n)")
      }
      // LAPACK reads the transpose: so the other triangle is named, and `transposed` is reversed.
      b.eachPart { LAPACK.solveTriangle(a, upper: lower, transposed: !transposed, $0) }
      return nil
    }
  }

  func gradients(_ call: Call, needed: [Bool]) -> [Tensor?] {
    let both = systemGradients(call, needed, transposed: transposed) { a, dy in
      bind(TriangularSolve(lower: lower, transposed: !transposed), [a, dy])
    }
    return [both[0].map { bandPart($0, lower: lower ? nil : 0, upper: lower ? 0 : nil) }, both[1]]
  }

  /// What is wrong if a diagonal element of R is so small beside the largest one that, to the
  /// precision of the type, the columns are linearly dependent.
  private func missingRank<T: LAPACKScalar>(
    _ r: ColumnMajor<T>, _ matrix: Int, of count: Int
  ) -> InvalidUse? {
    let diagonal = (0..<r.rows).map { r.elements[$0 * (r.rows + 1)].magnitude }
    let smallest = (diagonal.max() ?? 0) * T.ulpOfOne * T(r.rows)
    guard let index = diagonal.firstIndex(where: { $0 <= smallest }) else { return nil }
    return InvalidUse(
      name,
      "\(ordinal(matrix, of: count)) does not have full rank: row or column \(index) depends "
        + "on those before it",
      cure: "use matmul(pseudoInverse(a), b), or give an l2Regularizer")
  }
}

extension ColumnMajor {
  /// The columns of a part: so few that all cores have some, and so many that LAPACK's kernels are
  /// as fast as with all of them. The number of cores does not matter, so that neither do the
  /// results depend on it.
  private static var partWidth: Int { 64 }

  /// Calls `body` for parts of the columns, which the cores share if each is enough work.
  fileprivate func eachPart(_ body: (ColumnMajor) -> Void) {
    let count = columns.ceilDivided(by: Self.partWidth)
    let work = rows * rows * Self.partWidth
    parallel(count, smallest: max(2, (1 << 18) / max(1, work)), multiple: 1) { parts in
      for part in parts {
        let start = part * Self.partWidth
        body(
          ColumnMajor(
            elements: elements + start * rows, rows: rows,
            columns: min(Self.partWidth, columns - start)))
      }
    }
  }
}

// MARK: - Systems of equations

extension MatrixOperation {
  /// The shape and type of the solution, with the square matrices of one input and the columns of
  /// the other.
  func systemSpec(_ inputs: [Tensor]) -> TensorSpec {
    let (a, b) = (squareMatrices(inputs[0]), matrices(inputs[1]))
    guard a.rows == b.rows else {
      misuse(
        name,
        "\(a.rows) equations of shape \(inputs[0].shape), right-hand sides of shape "
          + "\(inputs[1].shape)",
        cure: "give right-hand sides of \(a.rows) rows")
    }
    let batch = Shape.broadcast(a.batch, b.batch, in: name)
    return TensorSpec(
      shape: Shape(batch.dimensions + [b.rows, b.columns]), dtype: inputs[0].dtype)
  }

  /// The gradients of the target with respect to A and B: both come from solving the transposed
  /// system, with the gradient with respect to x as its right-hand side.
  func systemGradients(
    _ call: Call, _ needed: [Bool], transposed: Bool, _ solveBack: (Tensor, Tensor) -> Tensor
  ) -> [Tensor?] {
    let (a, b, x) = (call[0], call[1], call.output)
    let change = solveBack(a, call.dy)
    func gradientOfA() -> Tensor {
      let product =
        transposed
        ? matmul(x, change, transposeB: true) : matmul(change, x, transposeB: true)
      return (-product).summed(to: a.shape)
    }
    return [needed[0] ? gradientOfA() : nil, needed[1] ? change.summed(to: b.shape) : nil]
  }

  /// The solutions of many small systems, where `part` of each matrix is read; nil if
  /// `SmallMatrices` leaves them to LAPACK.
  func smallSolutions<T: LAPACKScalar>(
    _ a: Tensor, _ b: @autoclosure () -> Tensor, _ spec: TensorSpec,
    part: kernel_small_part = KERNEL_SMALL_WHOLE, transposed: Bool, _: T.Type
  ) -> Tensor? {
    let sizes = Matrices(spec.shape)
    let (n, columns) = (sizes.rows, sizes.columns)
    guard SmallMatrices.accept(count: sizes.count, rows: n, columns: columns) else { return nil }
    let b = b()
    let solutions = Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    // The same right-hand sides for all matrices, as those of an inverse, are not copied.
    let apart = b.count == n * columns ? 0 : n * columns
    let a = a.broadcastMatrices(sizes.batch).contiguous()
    let sides = (apart == 0 ? b : b.broadcastMatrices(sizes.batch)).contiguous()
    let isServed = withElements(of: a, as: T.self, sides, as: T.self, solutions, as: T.self) {
      a, b, x in
      SmallMatrices.serve(
        count: sizes.count, scratch: n * (n + columns), work: n * n * (n + columns)
      ) { first, count, memory in
        T.smallSolve(
          a + first * n * n, part, transposed ? 1 : 0, b + first * apart, apart,
          x + first * n * columns, n, columns, count, memory)
      }
    }
    return isServed ? solutions : nil
  }

  /// Runs `body` for each pair of matrices, which it may overwrite. It gets A transposed, as LAPACK
  /// reads a row-major matrix, and B as it is, to put the solution in its place.
  func eachSystem<T: LAPACKScalar>(
    _ inputs: [Tensor], _ spec: TensorSpec,
    _ body: (Int, Int, ColumnMajor<T>, ColumnMajor<T>) -> InvalidUse?
  ) throws(InvalidUse) -> Tensor {
    let result = Matrices(spec.shape)
    let (n, columns) = (result.rows, result.columns)
    let a = inputs[0].broadcastMatrices(result.batch)
    let b = inputs[1].broadcastMatrices(result.batch).transposed()
    let solutions = try withRowMajor(a, as: T.self) { (a) throws(InvalidUse) in
      try withRowMajor(b, as: T.self) { (b) throws(InvalidUse) in
        try eachMatrix(result.count, resultSize: n * columns, work: n * n * (n + columns)) {
          (index, x: UnsafeMutablePointer<T>) in
          x.update(from: b + index * n * columns, count: n * columns)
          return withCopy(a + index * n * n, rows: n, columns: n) { a in
            body(index, result.count, a, ColumnMajor(elements: x, rows: n, columns: columns))
          }
        }
      }
    }
    return solutions.reshaped(result.shape(columns, n)).transposed().contiguous()
  }
}

extension Tensor {
  /// A view in which the matrices are repeated over a larger batch.
  func broadcastMatrices(_ batch: Shape) -> Tensor {
    let shape = Shape(batch.dimensions + self.shape.dimensions.suffix(2))
    return Tensor(view: self, shape: shape, strides: strides(broadcastTo: shape))
  }

  /// A view in which rows and columns are exchanged.
  func transposed() -> Tensor {
    var (dimensions, steps) = (shape.dimensions, strides)
    dimensions.swapAt(rank - 2, rank - 1)
    steps.swapAt(rank - 2, rank - 1)
    return Tensor(view: self, shape: Shape(dimensions), strides: steps)
  }
}
