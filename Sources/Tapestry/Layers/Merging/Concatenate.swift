/// Tensors one after the other along an axis.
///
/// ```swift
/// Concatenate()([Tensor([[1, 2]]), Tensor([[3]])])  // [[1, 2, 3]]
/// ```
///
/// - Precondition: there are at least two tensors.
/// - **Shapes:** equal but for the joined dimension.
public final class Concatenate: MergeLayer, Configurable {
  /// The dimension along which they are joined.
  @Configured("axis") public private(set) var axis: Int

  /// A layer that joins, along the last axis unless told otherwise.
  public init(axis: Int = -1, name: String? = nil) {
    super.init(name: name)
    self.axis = axis
  }

  /// The layer that was made with this configuration.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override func merge(_ inputs: [Tensor]) -> Tensor { concat(inputs, axis: axis) }

  /// A mask for each element, joined like the tensors; then a step is there if all of it is.
  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    let masks = inputs.map { x -> Tensor in
      guard let mask = x.mask else { return Tensor.full(x.shape, 1, dtype: .bool) }
      let sizes = mask.shape.dimensions + [Int](repeating: 1, count: max(x.rank - mask.rank, 0))
      return broadcast(reshape(mask, Shape(sizes)), to: x.shape)
    }
    return [concat(masks, axis: axis).all(axis: -1)]
  }
}
