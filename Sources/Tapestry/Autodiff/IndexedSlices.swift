/// A gradient that is 0 except in some rows: the rows and their positions.
///
/// ```swift
/// let gradient = IndexedSlices(
///   values: Tensor([[1.0, 2.0], [3.0, 4.0]]), indices: Tensor([7, 2]), denseShape: [1000, 2])
/// optimizer.applyGradients([gradient], to: [embedding])
/// ```
///
/// It is the gradient with respect to a large table in which `gather` looks up a few rows. A row
/// that was looked up several times may be listed several times; the gradient is the sum.
public struct IndexedSlices: Sendable {
  /// The rows.
  public let values: Tensor
  /// The position of each row.
  public let indices: Tensor
  /// The shape of the whole gradient.
  public let denseShape: Shape

  /// Rows of a gradient of the given shape.
  ///
  /// - **Shapes:** one index for each row, and rows of the whole gradient's shape.
  /// - Precondition: the shapes fit, and the indices are integers.
  public init(values: Tensor, indices: Tensor, denseShape: Shape) {
    guard indices.rank == 1, indices.dtype.isInteger, denseShape.rank > 0,
      values.shape.dimensions == [indices.count] + denseShape.dimensions.dropFirst()
    else {
      misuse(
        "IndexedSlices",
        "values of shape \(values.shape) at \(indices.dtype) indices of shape \(indices.shape) "
          + "of a gradient of shape \(denseShape)",
        cure: "give a vector of integers, and for each of them one row of the gradient")
    }
    self.values = values
    self.indices = indices
    self.denseShape = denseShape
  }

  /// The whole gradient, zeros included.
  ///
  /// ```swift
  /// IndexedSlices(values: Tensor([[1.0], [2.0]]), indices: Tensor([1, 1]), denseShape: [3, 1])
  ///   .dense  // [[0], [3], [0]]
  /// ```
  public var dense: Tensor {
    scatterAdd(Tensor.zeros(denseShape, dtype: values.dtype), indices, values)
  }

  /// The same gradient, in which each row is replaced by the sum of all rows of its position:
  /// formulas that are not linear must see the sum.
  ///
  /// Each position keeps as many rows as it had, all equal, since the number of distinct positions
  /// is known only when a graph runs, and shapes must be known before.
  public var summed: IndexedSlices {
    IndexedSlices(
      values: bind(EqualRowSums(), [values, indices]), indices: indices, denseShape: denseShape)
  }
}

/// A gradient with respect to a variable: a tensor of its shape, some rows of one, or none.
public protocol Gradient {
  /// The gradient in one of its forms; nil if there is none.
  var form: GradientForm? { get }
}

/// The forms of a gradient.
public enum GradientForm: Gradient, Sendable {
  /// A tensor of the variable's shape.
  case dense(Tensor)
  /// Some rows; the others are 0.
  case slices(IndexedSlices)

  /// The form itself.
  public var form: GradientForm? { self }
}

extension Tensor: Gradient {
  /// Dense.
  public var form: GradientForm? { .dense(self) }
}
extension IndexedSlices: Gradient {
  /// Slices.
  public var form: GradientForm? { .slices(self) }
}
extension Optional: Gradient where Wrapped: Gradient {
  /// The form of the gradient, if there is one.
  public var form: GradientForm? { self?.form }
}
