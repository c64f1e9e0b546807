/// The products of two tensors' examples, summed along an axis of each.
///
/// ```swift
/// Dot(axes: 1)([Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]])])  // [[11]]
/// ```
///
/// - Precondition: there are two tensors, with equal batches and equal sizes along the axes.
/// - **Shapes:** [batch, ...] and [batch, ...] give the batch, then the dimensions of both without
///   the summed axes; [batch, 1] if there are none.
public final class Dot: MergeLayer, Configurable {
  @Configured(axes: "axes") private var givenAxes: [Int]
  /// Whether all vectors are first scaled to length 1, so that the result is the cosine of their
  /// angle.
  @Configured("normalize") public private(set) var normalize: Bool

  /// The summed axis of the first and of the second tensor; the batch is axis 0.
  public var axes: [Int] { [givenAxes[0], givenAxes[givenAxes.count - 1]] }

  /// A layer that sums products along the same axis of both tensors.
  public init(axes: Int, normalize: Bool = false, name: String? = nil) {
    super.init(name: name)
    givenAxes = [axes]
    self.normalize = normalize
  }

  /// A layer that sums products along an axis of each tensor.
  public init(axes: [Int], normalize: Bool = false, name: String? = nil) {
    super.init(name: name)
    givenAxes = axes
    self.normalize = normalize
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override func accept(_ shapes: [Shape]) throws(InvalidUse) {
    let sizes = zip(shapes, axes).compactMap { shape, axis -> Int? in
      let resolved = axis < 0 ? axis + shape.rank : axis
      return 1..<max(shape.rank, 1) ~= resolved ? shape[resolved] : nil
    }
    guard shapes.count == 2, sizes.count == 2, shapes[0][0] == shapes[1][0], sizes[0] == sizes[1]
    else {
      throw InvalidUse(
        name,
        "tensors of shapes \(shapes.map(\.description).joined(separator: " and ")) along \(axes)",
        cure: "give two with equal batches, and equal sizes along the axes")
    }
  }

  override func accepts(_ dtype: DType) -> Bool { dtype.isFloating }

  override func mergedShape(_ shapes: [Shape]) throws(InvalidUse) -> Shape {
    var sizes = [shapes[0][0]]
    for (shape, axis) in zip(shapes, axes) {
      var others = shape.dimensions
      others.remove(at: axis < 0 ? axis + shape.rank : axis)
      sizes += others.dropFirst()
    }
    return Shape(sizes)
  }

  override func merge(_ inputs: [Tensor]) -> Tensor {
    let shapes = inputs.map(\.shape)
    let summed = zip(shapes, axes).map { $0.resolve($1, in: name) }
    // As matrices: the summed axis last in the first, and second in the other.
    let (a, b) = (unit(inputs[0], summed[0]), unit(inputs[1], summed[1]))
    let (aOthers, bOthers) = (others(a, summed[0]), others(b, summed[1]))
    let size = shapes[0][summed[0]]
    let left = transpose(a, [0] + aOthers + [summed[0]])
    let right = transpose(b, [0, summed[1]] + bOthers)
    let (aSizes, bSizes) = (aOthers.map { shapes[0][$0] }, bOthers.map { shapes[1][$0] })
    let products = matmul(
      reshape(left, Shape([shapes[0][0], aSizes.reduce(1, *), size])),
      reshape(right, Shape([shapes[0][0], size, bSizes.reduce(1, *)])))
    let rest = aSizes + bSizes
    return reshape(products, Shape([shapes[0][0]] + (rest.isEmpty ? [1] : rest)))
  }

  private func others(_ x: Tensor, _ axis: Int) -> [Int] { (1..<x.rank).filter { $0 != axis } }

  private func unit(_ x: Tensor, _ axis: Int) -> Tensor {
    // The smallest length keeps zeros from being divided by 0.
    normalize ? x * rsqrt(maximum(square(x).sum(axis: axis, keepDims: true), 1e-12)) : x
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] { [nil] }
}

extension Configured where Value == [Int] {
  /// One axis for both tensors, or one for each.
  fileprivate convenience init(axes key: String) {
    self.init(
      key, read: { try $0.ints($1) },
      write: { $0.first == $0.last && !$0.isEmpty ? .int($0[0]) : .ints($0) },
      expected: { axes in
        1...2 ~= axes.count && !axes.contains(0)
          ? nil : "one axis for both tensors or one for each; axis 0 is the batch's"
      })
  }
}
