/// Adds normally distributed noise in each training step, which counteracts overfitting.
///
/// ```swift
/// GaussianNoise(0.1)(Tensor.ones([4]), training: true)  // numbers near 1
/// ```
///
/// - Precondition: the deviation is not negative.
/// - **Shapes:** the result has the input's shape.
/// - **DTypes:** floating-point numbers.
public final class GaussianNoise: ElementwiseLayer, Configurable {
  /// The standard deviation of the noise.
  @Configured("stddev", .notNegative) public private(set) var deviation: Double
  /// The seed; nil to draw from the program's random numbers.
  @Configured("seed") public private(set) var seed: Int?

  /// A layer that adds noise.
  public init(_ deviation: Double, seed: Int? = nil, name: String? = nil) {
    super.init(name: name)
    self.deviation = deviation
    self.seed = seed
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training else { return x }
    return x + Tensor.normal(x.shape, deviation: deviation, dtype: x.dtype, seed: seed)
  }
}
