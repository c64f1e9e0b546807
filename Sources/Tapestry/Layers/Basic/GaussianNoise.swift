/// Adds normal numbers in each step of training, so that the model does not learn its data by
/// heart.
///
/// ```swift
/// GaussianNoise(0.1)(Tensor.ones([4]), training: true)  // numbers near 1
/// ```
///
/// - Precondition: the deviation is not negative.
/// - **Shapes:** the result has the input's.
/// - **DTypes:** floating-point numbers.
public final class GaussianNoise: ElementwiseLayer, Configurable {
  /// The standard deviation of what is added.
  @Configured("stddev", .notNegative) public private(set) var deviation: Double
  /// The seed of its numbers; nil takes those of the program.
  @Configured("seed") public private(set) var seed: Int?

  /// A layer that adds noise.
  public init(_ deviation: Double, seed: Int? = nil, name: String? = nil) {
    super.init(name: name)
    self.deviation = deviation
    self.seed = seed
  }

  /// The layer that was made with this configuration.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training else { return x }
    return x + Tensor.normal(x.shape, deviation: deviation, dtype: x.dtype, seed: seed)
  }
}
