/// Masks the steps whose features all have a given value.
///
/// ```swift
/// Masking()(Tensor([[[1.0, 2.0], [0.0, 0.0]]])).mask  // [[true, false]]
/// ```
///
/// Masked steps become 0.
///
/// - **Shapes:** [batch, steps, features]; the result has the input's shape.
/// - **Source:** Keras 2.1.0, tf.keras.layers.Masking.
public final class Masking: Layer, Configurable {
  /// The value of the features of masked steps.
  @Configured("mask_value") public private(set) var maskValue: Double

  /// A layer that masks steps.
  public init(_ maskValue: Double = 0, name: String? = nil) {
    super.init(name: name)
    self.maskValue = maskValue
    inputSpec = InputSpec(minimumRank: 2)
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws {
    try super.init(from: reader)
    inputSpec = InputSpec(minimumRank: 2)
  }

  override var makesMasks: Bool { true }

  public override func call(_ x: Tensor) -> Tensor {
    x * cast((x != maskValue).any(axis: -1, keepDims: true), to: x.dtype)
  }

  public override func outputMasks(_ inputs: [Tensor], count: Int) -> [Tensor?] {
    [(inputs[0] != maskValue).any(axis: -1)]
  }

  override func outputShape(for input: Shape) throws(InvalidUse) -> Shape? { input }
}
