/// The matrix product: rows of `a` times columns of `b`, for each matrix of a batch.
///
/// ```swift
/// matmul(Tensor.ones([2, 3]), Tensor.ones([3, 4])).shape             // (2, 4)
/// matmul(x, e, transposeB: true)                                     // x times e transposed
/// matmul(Tensor.ones([8, 2, 3]), Tensor.ones([3, 4])).shape          // (8, 2, 4)
/// ```
///
/// - **Shapes:** [..., m, k] and [..., k, n] give [..., m, n]; the leading dimensions broadcast.
/// - **DTypes:** all numbers.
/// - **Gradient:** of both.
/// - Precondition: both operands have at least two dimensions, the inner ones are equal, the outer
///   ones broadcast, and the element types are equal.
/// - **Source:** book, chapter 1, section 2.
public func matmul(
  _ a: some TensorConvertible, _ b: some TensorConvertible, transposeA: Bool = false,
  transposeB: Bool = false
) -> Tensor {
  bind(
    MatrixProduct(transposeA: transposeA, transposeB: transposeB), matched("matmul", a, b))
}

struct MatrixProduct: PlacedPrimitive {
  let transposeA: Bool
  let transposeB: Bool
  var name: String { "matmul" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let (a, b) = (inputs[0], inputs[1])
    guard a.rank >= 2 && b.rank >= 2 else {
      misuse(
        name, "needs matrices, got shapes \(a.shape) and \(b.shape)",
        cure: "make a vector a matrix of one column: expandDims(v, axis: 1)")
    }
    guard a.dtype != .bool else {
      misuse(name, "not defined for bool", cure: "cast first: cast(x, to: .float32)")
    }
    let (rows, inner) = sizes(a, transposeA)
    let (inner2, columns) = sizes(b, transposeB)
    guard inner == inner2 else {
      let flags = (transposeA ? ", a transposed" : "") + (transposeB ? ", b transposed" : "")
      misuse(
        name,
        "shapes \(a.shape) and \(b.shape)\(flags): rows of \(inner) times columns of \(inner2)",
        cure: "make the inner dimensions equal; transposeA: or transposeB: true turns a matrix")
    }
    if a.rank == 2 && b.rank == 2 {
      return TensorSpec(shape: [rows, columns], dtype: a.dtype)
    }
    let batch = Shape.broadcast(batchShape(a), batchShape(b), in: name)
    return TensorSpec(shape: Shape(batch.dimensions + [rows, columns]), dtype: a.dtype)
  }

  func run(_ inputs: [Tensor], into c: Tensor) {
    MatrixProductLoops(
      inputs[0], inputs[1], into: c, transposeA: transposeA, transposeB: transposeB
    )
    .run()
  }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    let (a, b, dy) = (call[0], call[1], call.dy)
    if input == 1 && sharesMatrix(a, b) {
      // The sum over the batch is a single product, of all rows stacked.
      let (rows, dyRows) = (reshape(a, allRows(a)), reshape(dy, allRows(dy)))
      return transposeB
        ? matmul(dyRows, rows, transposeA: true) : matmul(rows, dyRows, transposeA: true)
    }
    let gradient =
      switch (input, transposeA, transposeB) {
      case (0, false, _): matmul(dy, b, transposeB: !transposeB)
      case (0, true, _): matmul(b, dy, transposeA: transposeB, transposeB: true)
      case (_, _, false): matmul(a, dy, transposeA: !transposeA)
      case (_, _, true): matmul(dy, a, transposeA: true, transposeB: transposeA)
      }
    return gradient.summed(to: call[input].shape)
  }

  /// Whether all rows of a batch are multiplied by the same matrix, so that they are one matrix.
  private func sharesMatrix(_ a: Tensor, _ b: Tensor) -> Bool {
    a.rank > 2 && b.rank == 2 && !transposeA
  }

  /// The shape of a batch of matrices as one matrix of all their rows.
  private func allRows(_ x: Tensor) -> Shape {
    let columns = x.shape.dimensions[x.rank - 1]
    return [x.shape.dimensions.dropLast().reduce(1, *), columns]
  }

  /// The numbers of rows and columns after transposing.
  private func sizes(_ x: Tensor, _ isTransposed: Bool) -> (Int, Int) {
    let (rows, columns) = (x.shape.dimensions[x.rank - 2], x.shape.dimensions[x.rank - 1])
    return isTransposed ? (columns, rows) : (rows, columns)
  }

  private func batchShape(_ x: Tensor) -> Shape { Shape(Array(x.shape.dimensions.dropLast(2))) }
}
