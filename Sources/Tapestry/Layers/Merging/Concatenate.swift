/// Joins tensors along an axis.
///
/// ```swift
/// Concatenate()([Tensor([[1, 2]]), Tensor([[3]])])  // [[1, 2, 3]]
/// ```
///
/// - Precondition: there are at least two tensors.
/// - **Shapes:** equal except for the joined dimension.
public final class Concatenate: MergeLayer, Configurable {
  /// The dimension along which they are joined.
  @Configured("axis") public private(set) var axis: Int

  /// A layer that joins tensors, by default along the last axis.
  public init(axis: Int = -1, name: String? = nil) {
    super.init(name: name)
    self.axis = axis
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override func accepts(_ dtype: DType) -> Bool { true }

  override func mergedShape(_ shapes: [Shape]) throws(InvalidUse) -> Shape {
    var sizes = shapes[0].dimensions
    let joined = axis < 0 ? axis + sizes.count : axis
    for shape in shapes.dropFirst() {
      let others = shape.dimensions
      guard 1..<max(sizes.count, 1) ~= joined, others.count == sizes.count,
        others.indices.allSatisfy({ $0 == joined || others[$0] == sizes[$0] })
      else {
        throw InvalidUse(
          name,
          "tensors of shapes \(shapes.map(\.description).joined(separator: " and ")) along \(axis)",
          cure: "give tensors whose shapes are equal but for the joined dimension")
      }
      sizes[joined] += others[joined]
    }
    return Shape(sizes)
  }

  override func merge(_ inputs: [Tensor]) -> Tensor { concat(inputs, axis: axis) }

  /// The masks, for each element, are joined like the tensors; then a step is present if all of it
  /// is.
  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    let masks = inputs.map { x -> Tensor in
      guard let mask = x.mask else { return Tensor.full(x.shape, 1, dtype: .bool) }
      let sizes = mask.shape.dimensions + [Int](repeating: 1, count: max(x.rank - mask.rank, 0))
      return broadcast(reshape(mask, Shape(sizes)), to: x.shape)
    }
    return [concat(masks, axis: axis).all(axis: -1)]
  }
}
