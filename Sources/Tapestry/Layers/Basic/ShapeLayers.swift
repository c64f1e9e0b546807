// Layers that give each example another shape. The batch stays the first dimension, and is not
// counted in their options.

/// Flattens each example into a row of numbers.
///
/// ```swift
/// Flatten()(Tensor.ones([32, 28, 28])).shape  // (32, 784)
/// ```
///
/// - Precondition: the input is not a scalar.
/// - **Shapes:** [batch, ...] gives [batch, product]; a vector gets a dimension.
/// - **Source:** document 001, utilizing tf.keras for training.
public final class Flatten: Layer, Configurable {
  @Configured(choice: "data_format", default: .last) private var order: ChannelOrder

  /// A layer that flattens.
  public init(name: String? = nil) {
    super.init(name: name)
    order = .last
    inputSpec = InputSpec(minimumRank: 1)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(minimumRank: 1)
  }

  public override func call(_ x: Tensor) -> Tensor {
    reshape(x, Shape([x.shape[0], x.shape.dimensions.dropFirst().reduce(1, *)]))
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    [input[0], input.dimensions.dropFirst().reduce(1, *)]
  }
}

/// Reshapes each example; one dimension may be -1, and is then computed from the others.
///
/// ```swift
/// Reshape([7, -1])(Tensor.ones([32, 28])).shape  // (32, 7, 4)
/// ```
///
/// - Precondition: the number of elements stays the same.
public final class Reshape: Layer, Configurable {
  /// The shape of an example.
  @Configured("target_shape", expected: missingInTarget) public private(set) var targetShape: [Int]

  /// A layer that gives examples this shape.
  public init(_ targetShape: [Int], name: String? = nil) {
    super.init(name: name)
    self.targetShape = targetShape
    inputSpec = InputSpec(minimumRank: 1)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(minimumRank: 1)
  }

  public override func call(_ x: Tensor) -> Tensor {
    reshape(x, trapping { () throws(InvalidUse) in try filled(x.shape) })
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    try filled(input)
  }

  private func filled(_ input: Shape) throws(InvalidUse) -> Shape {
    let known = Shape(targetShape.filter { $0 != -1 })
    try checkSizes(known)
    let count = input.dimensions.dropFirst().reduce(1, *)
    let size = known.elementCount
    let fits = targetShape.contains(-1) ? size > 0 && count % size == 0 : size == count
    guard fits else {
      throw InvalidUse(
        name, "examples of \(count) numbers, of shape \(input), do not fill \(targetShape)",
        cure: "keep the number of elements, or write -1 for one dimension")
    }
    return Shape([input[0]] + targetShape.map { $0 == -1 ? count / size : $0 })
  }
}

private func missingInTarget(_ sizes: [Int]) -> String? {
  let fits = sizes.allSatisfy { -1...sizeLimit ~= $0 } && sizes.count { $0 == -1 } <= 1
  return fits ? nil : "sizes from 0 on, and at most one -1 for what is left"
}

/// Transposes the dimensions of each example, which are counted from 1.
///
/// ```swift
/// Permute([2, 1])(Tensor.ones([32, 10, 64])).shape  // (32, 64, 10)
/// ```
///
/// - Precondition: the order names each dimension of the input once.
public final class Permute: Layer, Configurable {
  /// The dimension that becomes the first, second and so on after that of the batch.
  @Configured("dims", expected: missingInOrder) public private(set) var order: [Int]

  /// A layer that transposes examples.
  public init(_ order: [Int], name: String? = nil) {
    super.init(name: name)
    self.order = order
    inputSpec = InputSpec(rank: order.count + 1)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(rank: order.count + 1)
  }

  public override func call(_ x: Tensor) -> Tensor { transpose(x, [0] + order) }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    Shape([input[0]] + order.map { input[$0] })
  }
}

private func missingInOrder(_ order: [Int]) -> String? {
  order.sorted() == Array(1..<(order.count + 1))
    ? nil : "each dimension of an example once, from 1 to \(order.count)"
}

/// Repeats each row: a vector becomes a sequence of equal vectors.
///
/// ```swift
/// RepeatVector(3)(Tensor.ones([32, 8])).shape  // (32, 3, 8)
/// ```
///
/// - **Shapes:** [batch, n] gives [batch, times, n].
public final class RepeatVector: Layer, Configurable {
  /// The number of repetitions.
  @Configured("n", 1...sizeLimit) public private(set) var times: Int

  /// A layer that repeats.
  public init(_ times: Int, name: String? = nil) {
    super.init(name: name)
    self.times = times
    inputSpec = InputSpec(rank: 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(rank: 2)
  }

  public override func call(_ x: Tensor) -> Tensor {
    broadcast(expandDims(x, axis: 1), to: [x.shape[0], times, x.shape[1]])
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    [input[0], times, input[1]]
  }
}
