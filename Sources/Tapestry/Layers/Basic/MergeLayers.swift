// Layers that make one tensor of several.

/// The part that these layers share: they take two tensors or more, and go from the first to the last.
public class MergeLayer: Layer {
  public override func build(inputShapes: [Shape]) {}

  public final override func call(_ inputs: [Tensor], training: Bool) -> [Tensor] {
    guard inputs.count >= 2 else {
      misuse(
        name, "\(type(of: self)) of \(inputs.count) tensor\(inputs.count == 1 ? "" : "s")",
        cure: "give it at least two, in a list: layer([a, b])")
    }
    return [merge(inputs)]
  }

  func merge(_ inputs: [Tensor]) -> Tensor { inputs.dropFirst().reduce(inputs[0], join) }

  func join(_ a: Tensor, _ b: Tensor) -> Tensor { a }
}

/// The sum of tensors, element by element.
///
/// ```swift
/// Add()([Tensor([1, 2]), Tensor([10, 20])])  // [11, 22]
/// ```
///
/// Shapes: broadcast. Traps: for fewer than two tensors, or shapes that do not fit.
public final class Add: MergeLayer, Configurable {
  /// A layer that adds.
  public init(name: String? = nil) { super.init(name: name) }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { a + b }
}

/// The difference of two tensors, element by element.
///
/// ```swift
/// Subtract()([Tensor([1, 2]), Tensor([10, 20])])  // [-9, -18]
/// ```
///
/// Shapes: broadcast. Traps: for more or fewer than two tensors, or shapes that do not fit.
public final class Subtract: MergeLayer, Configurable {
  /// A layer that subtracts.
  public init(name: String? = nil) { super.init(name: name) }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }
  override func merge(_ inputs: [Tensor]) -> Tensor {
    guard inputs.count == 2 else {
      misuse(name, "the difference of \(inputs.count) tensors", cure: "give it two")
    }
    return inputs[0] - inputs[1]
  }
}

/// The product of tensors, element by element.
///
/// ```swift
/// Multiply()([Tensor([1, 2]), Tensor([10, 20])])  // [10, 40]
/// ```
///
/// Shapes: broadcast. Traps: for fewer than two tensors, or shapes that do not fit.
public final class Multiply: MergeLayer, Configurable {
  /// A layer that multiplies.
  public init(name: String? = nil) { super.init(name: name) }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { a * b }
}

/// The mean of tensors, element by element.
///
/// ```swift
/// Average()([Tensor([1.0, 2.0]), Tensor([10.0, 20.0])])  // [5.5, 11]
/// ```
///
/// Shapes: broadcast. Traps: for fewer than two tensors, or shapes that do not fit.
public final class Average: MergeLayer, Configurable {
  /// A layer that takes means.
  public init(name: String? = nil) { super.init(name: name) }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }
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
/// Shapes: broadcast. Traps: for fewer than two tensors, or shapes that do not fit.
public final class Maximum: MergeLayer, Configurable {
  /// A layer that takes the largest.
  public init(name: String? = nil) { super.init(name: name) }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(name: given.name)
  }
  override func join(_ a: Tensor, _ b: Tensor) -> Tensor { maximum(a, b) }
}

/// Tensors one after the other along an axis.
///
/// ```swift
/// Concatenate()([Tensor([[1, 2]]), Tensor([[3]])])  // [[1, 2, 3]]
/// ```
///
/// Shapes: equal but for the joined dimension. Traps: for fewer than two tensors, or shapes that do
/// not fit.
public final class Concatenate: MergeLayer, Configurable {
  /// The dimension along which they are joined.
  public let axis: Int

  /// A layer that joins, along the last axis unless told otherwise.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    super.init(name: name)
  }
  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(axis: given.int("axis"), name: given.name)
  }
  override func merge(_ inputs: [Tensor]) -> Tensor { concat(inputs, axis: axis) }
  public override var config: Config { super.config.merging(["axis": .int(axis)]) }
}

/// The products of two tensors' examples, summed along an axis of each.
///
/// ```swift
/// Dot(axes: 1)([Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]])])  // [[11]]
/// ```
///
/// Shapes: [batch, ...] and [batch, ...] give the batch, then what is left of both without the summed
/// axes; [batch, 1] if nothing is. Traps: for more or fewer than two tensors, or sizes that differ.
public final class Dot: MergeLayer, Configurable {
  /// The summed axis of the first and of the second tensor; the batch is axis 0.
  public let axes: [Int]
  /// Whether all vectors are made as long as 1 first: then the result is the cosine of their angle.
  public let normalize: Bool

  /// A layer of products along the same axis of both.
  public convenience init(axes: Int, normalize: Bool = false, name: String? = nil) {
    self.init(axes: [axes, axes], normalize: normalize, name: name)
  }

  /// A layer of products along an axis of each.
  public init(axes: [Int], normalize: Bool = false, name: String? = nil) {
    guard axes.count == 2, axes.allSatisfy({ $0 != 0 }) else {
      misuse("Dot", "the axes \(axes)", cure: "give two axes other than 0, which is the batch's")
    }
    self.axes = axes
    self.normalize = normalize
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    let axes = try given.ints("axes")
    try self.init(
      axes: axes.count == 1 ? axes + axes : axes, normalize: given.bool("normalize"),
      name: given.name)
  }

  override func merge(_ inputs: [Tensor]) -> Tensor {
    let shapes = inputs.map(\.shape)
    let summed = zip(shapes, axes).map { $0.resolve($1, in: name) }
    guard inputs.count == 2, shapes[0][0] == shapes[1][0],
      shapes[0][summed[0]] == shapes[1][summed[1]]
    else {
      misuse(
        name,
        "tensors of shapes \(shapes.map(\.description).joined(separator: " and ")) along \(axes)",
        cure: "give two with equal batches, and equal sizes along the axes")
    }
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
    // The least length keeps zeros from being divided by 0.
    normalize ? x * rsqrt(maximum(square(x).sum(axis: axis, keepDims: true), 1e-12)) : x
  }

  public override var config: Config {
    super.config.merging([
      "axes": axes[0] == axes[1] ? .int(axes[0]) : .ints(axes), "normalize": .bool(normalize),
    ])
  }
}
