// The diagonal of a matrix, and the matrix of a diagonal. The last two dimensions are the matrix,
// the leading ones a batch.

/// The elements on the diagonal of each matrix.
///
/// ```swift
/// diagonal(Tensor([[1, 2], [3, 4]]))  // [1, 4]
/// ```
///
/// Nothing is copied.
///
/// - **Shapes:** [..., m, n] gives [..., min(m, n)].
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: there are at least two dimensions.
public func diagonal(_ x: some TensorConvertible) -> Tensor { bind(Diagonal(), [x.tensor]) }

/// A matrix with the given elements on its diagonal and zeros elsewhere.
///
/// ```swift
/// diagonalMatrix(Tensor([1, 2]))  // [[1, 0], [0, 2]]
/// ```
///
/// - **Shapes:** [..., n] gives [..., n, n].
/// - **DTypes:** all.
/// - **Gradient:** yes.
/// - Precondition: x is not a scalar.
public func diagonalMatrix(_ x: some TensorConvertible) -> Tensor {
  let x = x.tensor
  let size = x.shape.dimensions[x.shape.existingAxis(-1, in: "diagonalMatrix")]
  return bind(DiagonalMatrix(rows: size, columns: size), [x])
}

/// Each matrix with other elements on its diagonal.
///
/// ```swift
/// setDiagonal(Tensor([[1, 2], [3, 4]]), Tensor([7, 8]))  // [[7, 2], [3, 8]]
/// ```
///
/// - **Shapes:** [..., m, n], and [..., min(m, n)] for the diagonal, give [..., m, n].
/// - **DTypes:** all.
/// - **Gradient:** of both.
/// - Precondition: there is an element for each position on the diagonals, and the element types
///   are the same.
public func setDiagonal(_ x: some TensorConvertible, _ diagonal: some Operand) -> Tensor {
  let operands = matched("setDiagonal", x.tensor, diagonal)
  let (x, diagonal) = (operands[0], operands[1])
  let diagonalShape = Diagonal().spec([x]).shape
  guard diagonal.shape == diagonalShape else {
    misuse(
      "setDiagonal", "a diagonal of shape \(diagonal.shape) for matrices of shape \(x.shape)",
      cure: "give a diagonal of shape \(diagonalShape)")
  }
  let (rows, columns) = (x.shape[-2], x.shape[-1])
  let isOnDiagonal = reshape(Tensor.range(rows), [rows, 1]) == Tensor.range(columns)
  return select(isOnDiagonal, bind(DiagonalMatrix(rows: rows, columns: columns), [diagonal]), x)
}

/// The sum of the elements on the diagonal of each matrix.
///
/// ```swift
/// trace(Tensor([[1, 2], [3, 4]]))  // 5
/// ```
///
/// - **DTypes:** all numbers.
/// - **Gradient:** yes.
/// - Precondition: there are at least two dimensions.
public func trace(_ x: some TensorConvertible) -> Tensor { diagonal(x).sum(axis: -1) }

struct Diagonal: Primitive {
  var name: String { "diagonal" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    let shape = inputs[0].shape
    guard shape.rank >= 2 else {
      misuse(
        name, "needs a matrix, got shape \(shape)",
        cure: "give at least two dimensions; diagonalMatrix makes a matrix of a vector")
    }
    return TensorSpec(
      shape: Shape(shape.dimensions.dropLast(2) + [min(shape[-2], shape[-1])]),
      dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor { inputs[0].diagonalView() }

  func gradient(_ call: Call, input: Int) -> Tensor? {
    bind(DiagonalMatrix(rows: call[0].shape[-2], columns: call[0].shape[-1]), [call.dy])
  }
}

struct DiagonalMatrix: Primitive {
  let rows: Int
  let columns: Int
  var name: String { "diagonalMatrix" }

  func spec(_ inputs: [Tensor]) -> TensorSpec {
    TensorSpec(
      shape: Shape(inputs[0].shape.dimensions.dropLast() + [rows, columns]),
      dtype: inputs[0].dtype)
  }

  func run(_ inputs: [Tensor], _ spec: TensorSpec) -> Tensor {
    let result = Tensor.zeros(spec.shape, dtype: spec.dtype)
    inputs[0].copy(into: result.diagonalView())
    return result
  }

  func gradient(_ call: Call, input: Int) -> Tensor? { diagonal(call.dy) }
}

extension Tensor {
  /// One step along the diagonal is a step along each of the last two dimensions.
  fileprivate func diagonalView() -> Tensor {
    let own = strides
    return Tensor(
      view: self, shape: Shape(shape.dimensions.dropLast(2) + [Swift.min(shape[-2], shape[-1])]),
      strides: own.dropLast(2) + [own[rank - 2] + own[rank - 1]])
  }
}
