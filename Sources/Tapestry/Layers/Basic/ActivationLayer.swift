/// An activation as a layer. Keras calls it `Activation`, and so do the layer's name and
/// configuration; here that is the name of the function that the layer applies.
///
/// ```swift
/// ActivationLayer(.relu)(Tensor([-1.0, 2.0]))  // [0, 2]
/// ```
///
/// - **Shapes:** the result has the input's shape.
public final class ActivationLayer: ElementwiseLayer, Configurable {
  /// The activation that is applied.
  @Configured("activation") public private(set) var activation: Activation

  /// A layer that applies this activation.
  public init(_ activation: Activation, name: String? = nil) {
    super.init(name: name)
    self.activation = activation
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override class var className: String { "Activation" }

  public override func call(_ x: Tensor) -> Tensor { activation(x) }
}
