/// Adds normal numbers in each step of training, so that the model does not learn its data by heart.
///
/// ```swift
/// GaussianNoise(0.1)(Tensor.ones([4]), training: true)  // numbers near 1
/// ```
///
/// Shapes: the result has the input's. DTypes: floating-point numbers.
/// Traps: for a negative deviation.
public final class GaussianNoise: Layer, Configurable {
  /// The standard deviation of what is added.
  public let deviation: Double
  /// The seed of its numbers; nil takes those of the program.
  public let seed: Int?

  /// A layer that adds noise.
  public init(_ deviation: Double, seed: Int? = nil, name: String? = nil) {
    guard deviation >= 0 else {
      misuse("GaussianNoise", "the deviation \(deviation)", cure: "give a deviation of 0 or more")
    }
    self.deviation = deviation
    self.seed = seed
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    try self.init(
      given.double("stddev"), seed: given.optional("seed", given.int),
      name: given.name)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training else { return x }
    return x + Tensor.normal(x.shape, deviation: deviation, dtype: x.dtype, seed: seed)
  }

  public override var config: Config {
    super.config.merging(["stddev": .double(deviation), "seed": .seed(seed)])
  }
}
