/// Applies a layer to each step of a sequence.
///
/// ```swift
/// TimeDistributed(Dense(8))(Tensor.ones([32, 10, 4])).shape  // (32, 10, 8)
/// TimeDistributed(Conv2D(8, 3))(Tensor.ones([32, 10, 28, 28, 1])).shape  // (32, 10, 26, 26, 8)
/// ```
///
/// The steps of all examples become one large batch. The mask of the sequence is passed on.
///
/// - **Shapes:** [batch, steps, ...] gives [batch, steps, the layer's output for ...].
public final class TimeDistributed: Layer, Configurable {
  @Configured(inside: "layer") private var given: Layer
  /// The layer that is applied to each step. It is a property, so that its variables are found.
  public private(set) var layer: Layer!

  /// A layer that applies another to each step of a sequence.
  public init(_ layer: Layer, name: String? = nil, trainable: Bool = true) {
    super.init(name: name, trainable: trainable)
    given = layer
    prepare()
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    prepare()
  }

  private func prepare() {
    layer = given
    layer.weightScope = name
    inputSpec = InputSpec(minimumRank: 3)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let all = layer(reshape(x, inside(x.shape)))
    return reshape(all, outside(x.shape, all.shape))
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [inputs[0].mask]
  }

  override var ownType: DType? { layer.ownType }

  override func outputShape(for input: Shape) throws(Misfit) -> Shape? {
    let inner = TensorSpec(shape: inside(input), dtype: ownType ?? .float32)
    return try layer.checkedOutput(for: inner).map { outside(input, $0.shape) }
  }

  override func buildInside(for input: TensorSpec) throws(Misfit) {
    _ = try layer.buildChecked(for: TensorSpec(shape: inside(input.shape), dtype: input.dtype))
  }

  /// All steps of all examples as one batch.
  private func inside(_ input: Shape) -> Shape {
    Shape([input[0] * input[1]] + input.dimensions.dropFirst(2))
  }

  private func outside(_ input: Shape, _ result: Shape) -> Shape {
    Shape([input[0], input[1]] + result.dimensions.dropFirst())
  }
}

extension Configured where Value == Layer {
  /// The inner layer.
  fileprivate convenience init(inside key: String) {
    self.init(
      key, read: { try Layer.made(from: $0.config($1)) }, write: { .config($0.serialized) })
  }
}
