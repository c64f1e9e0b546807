/// The same layer for each step of a series.
///
/// ```swift
/// TimeDistributed(Dense(8))(Tensor.ones([32, 10, 4])).shape                       // (32, 10, 8)
/// TimeDistributed(Conv2D(8, 3))(Tensor.ones([32, 10, 28, 28, 1])).shape           // (32, 10, 26, 26, 8)
/// ```
///
/// The steps of all examples become one large batch.
///
/// Shapes: [batch, steps, ...] gives [batch, steps, what the layer makes of ...].
/// Traps: for fewer than three dimensions, and as the layer does.
public final class TimeDistributed: Layer, Configurable {
  /// The layer for each step.
  public let layer: Layer

  /// A layer for each step of a series.
  public init(_ layer: Layer, name: String? = nil, trainable: Bool = true) {
    self.layer = layer
    super.init(name: name, trainable: trainable)
    layer.weightScope = self.name
    inputSpec = InputSpec(minimumRank: 3)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      Layer.made(from: given.config("layer")), name: given.name,
      trainable: given.trainable)
  }

  public override func call(_ x: Tensor) -> Tensor {
    let (batch, steps) = (x.shape[0], x.shape[1])
    let all = layer(reshape(x, Shape([batch * steps] + x.shape.dimensions.dropFirst(2))))
    return reshape(all, Shape([batch, steps] + all.shape.dimensions.dropFirst()))
  }

  public override var config: Config {
    super.config.merging(["layer": .config(layer.serialized)])
  }
}
