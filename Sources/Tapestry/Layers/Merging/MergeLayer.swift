/// The base class of layers that merge two or more tensors into one, from the first to the last.
public class MergeLayer: Layer {
  /// A layer that merges.
  public init(name: String? = nil) { super.init(name: name) }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func build(inputShapes: [Shape]) {}

  public final override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    let shapes = inputs.map(\.shape)
    trapping { () throws(InvalidUse) in try accept(shapes) }
    return [merge(inputs)]
  }

  /// - Throws: `InvalidUse` for tensors that the layer cannot merge.
  func accept(_ shapes: [Shape]) throws(InvalidUse) {
    guard shapes.count >= 2 else {
      throw InvalidUse(
        name, "\(type(of: self)) of \(shapes.count) tensor\(shapes.count == 1 ? "" : "s")",
        cure: "give it at least two, in a list: layer([a, b])")
    }
  }

  /// All tensors merged into one.
  func merge(_ inputs: [Tensor]) -> Tensor { inputs.dropFirst().reduce(inputs[0], join) }

  /// Two tensors merged into one.
  func join(_ a: Tensor, _ b: Tensor) -> Tensor {
    misuse(name, "\(type(of: self)) does not say how it joins", cure: "override join(_:_:)")
  }

  /// A step is present where it is present in all inputs.
  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    let masks = inputs.compactMap(\.mask)
    return [masks.dropFirst().reduce(masks.first) { logicalAnd($0!, $1) }]
  }

  /// Whether the layer can merge tensors of a type.
  func accepts(_ dtype: DType) -> Bool { dtype != .bool }

  /// The shape of the merged tensor.
  ///
  /// - Throws: `InvalidUse` for shapes that do not fit each other.
  func mergedShape(_ shapes: [Shape]) throws(InvalidUse) -> Shape {
    var merged = shapes[0]
    for shape in shapes.dropFirst() {
      guard shape.rank == merged.rank, let both = Shape.broadcast(merged, shape) else {
        throw InvalidUse(
          name, "tensors of shapes \(shapes.map(\.description).joined(separator: " and "))",
          cure: "give tensors whose shapes fit each other")
      }
      merged = both
    }
    return merged
  }

  override func buildChecked(for inputs: [TensorSpec]) throws(InvalidUse) -> [TensorSpec] {
    let shapes = inputs.map(\.shape)
    try accept(shapes)
    guard inputs.allSatisfy({ $0.dtype == inputs[0].dtype && accepts($0.dtype) }) else {
      throw InvalidUse(
        name, "tensors of the types \(inputs.map(\.dtype.rawValue).joined(separator: " and "))",
        cure: "give tensors of one floating-point type")
    }
    for shape in shapes { try checkSizes(shape) }
    try checkSizes(mergedShape(shapes))
    return outputSpecs(for: inputs)
  }

  /// A sequence of layers gives only one tensor.
  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    try accept([input])
    return nil
  }
}

/// The sum of tensors, element by element.
///
/// ```swift
/// Add()([Tensor([1, 2]), Tensor([10, 20])])  // [11, 22]
/// ```
///
/// - Precondition: there are at least two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Add: MergeLayer, Configurable {
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { a + b }
}

/// The difference of two tensors, element by element.
///
/// ```swift
/// Subtract()([Tensor([1, 2]), Tensor([10, 20])])  // [-9, -18]
/// ```
///
/// - Precondition: there are two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Subtract: MergeLayer, Configurable {
  override func accept(_ shapes: [Shape]) throws(InvalidUse) {
    guard shapes.count == 2 else {
      throw InvalidUse(name, "the difference of \(shapes.count) tensors", cure: "give it two")
    }
  }

  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { a - b }
}

/// The product of tensors, element by element.
///
/// ```swift
/// Multiply()([Tensor([1, 2]), Tensor([10, 20])])  // [10, 40]
/// ```
///
/// - Precondition: there are at least two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Multiply: MergeLayer, Configurable {
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { a * b }
}

/// The mean of tensors, element by element.
///
/// ```swift
/// Average()([Tensor([1.0, 2.0]), Tensor([10.0, 20.0])])  // [5.5, 11]
/// ```
///
/// - Precondition: there are at least two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Average: MergeLayer, Configurable {
  override func accepts(_ dtype: DType) -> Bool { dtype.isFloating }

  override func merge(_ inputs: [Tensor]) -> Tensor {
    inputs.dropFirst().reduce(inputs[0]) { $0 + $1 } / Double(inputs.count)
  }
}

/// The largest of tensors, element by element.
///
/// ```swift
/// Maximum()([Tensor([1, 20]), Tensor([10, 2])])  // [10, 20]
/// ```
///
/// - Precondition: there are at least two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Maximum: MergeLayer, Configurable {
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { maximum(a, b) }
}

/// The smallest of tensors, element by element.
///
/// ```swift
/// Minimum()([Tensor([1, 20]), Tensor([10, 2])])  // [1, 2]
/// ```
///
/// - Precondition: there are at least two tensors, and their shapes fit each other.
/// - **Shapes:** broadcast.
public final class Minimum: MergeLayer, Configurable {
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { minimum(a, b) }
}
