/// Softmax as a layer: positive numbers that sum to 1 along an axis.
///
/// ```swift
/// Softmax()(Tensor([[1.0, 1.0]]))  // [[0.5, 0.5]]
/// ```
///
/// - Precondition: the input has the axis.
/// - **Shapes:** the result has the input's shape.
public final class Softmax: ElementwiseLayer, Configurable {
  /// The dimension along which the numbers sum to 1.
  @Configured("axis") public private(set) var axis: Int

  /// A softmax along an axis, by default the last.
  public init(axis: Int = -1, name: String? = nil) {
    super.init(name: name)
    self.axis = axis
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor) -> Tensor { softmax(x, axis: axis) }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    _ = try resolved(axis, in: input)
    return input
  }
}
