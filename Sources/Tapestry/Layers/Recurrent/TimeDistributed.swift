/// Applies a layer to each step of a sequence.
///
/// ```swift
/// TimeDistributed(Dense(8))(Tensor.ones([32, 10, 4])).shape  // (32, 10, 8)
/// TimeDistributed(Conv2D(8, 3))(Tensor.ones([32, 10, 28, 28, 1])).shape  // (32, 10, 26, 26, 8)
/// ```
///
/// The steps of all examples become one large batch. Where the mask of the sequence goes on inside
/// the steps, as that of words does if the steps are sentences, the layer gets the mask of each
/// step. The result has the masks that the layer gives, or else that of the steps of which any part
/// is present.
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

  /// Builds the layer inside.
  public override func build(inputShape: Shape) {
    inputSpec?.check(inputShape, layer: name)
    layer.ensureBuilt(for: inside(inputShape))
  }

  /// The call of the layer inside builds it.
  override func buildBeforeCall(_ shapes: [Shape]) {}

  public override func call(_ x: Tensor) -> Tensor {
    var steps = reshape(x, inside(x.shape))
    // A mask of whole steps means nothing to a layer that sees one of them.
    if let mask = x.mask, mask.rank > 2 {
      steps = steps.masked(by: reshape(mask, inside(mask.shape)))
    }
    let all = layer(steps)
    let y = reshape(all, outside(x.shape, all.shape))
    if let mask = all.mask { return y.masked(by: reshape(mask, outside(x.shape, mask.shape))) }
    return x.mask.map { y.masked(by: wholeSteps($0)) } ?? y
  }

  /// The steps of which any part is present.
  private func wholeSteps(_ mask: Tensor) -> Tensor {
    mask.rank > 2 ? mask.any(axis: Array(2..<mask.rank)) : mask
  }

  override var ownType: DType? { layer.ownType }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? {
    let inner = TensorSpec(shape: inside(input), dtype: ownType ?? .float32)
    return try layer.checkedOutput(for: inner).map { outside(input, $0.shape) }
  }

  override func buildInside(for input: TensorSpec) throws(InvalidUse) {
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
