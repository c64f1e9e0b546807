/// Sets a share of the numbers to 0 in each step of training, so that no unit relies on another.
///
/// ```swift
/// let layer = Dropout(0.5)
/// layer(Tensor.ones([4]), training: true)     // some [0, 2, 2, 0]
/// layer(Tensor.ones([4]))                     // [1, 1, 1, 1]
/// ```
///
/// What is left is multiplied by 1 / (1 - rate), which keeps the mean; in use nothing is done. The
/// alternative, to shrink everything in use, makes each use slower.
///
/// Shapes: the result has the input's. DTypes: floating-point numbers. Traps: for a rate that is not
/// from 0 up to but not including 1.
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, 2014, "Dropout: a simple way
/// to prevent neural networks from overfitting"; document 001, utilizing tf.keras for training.
public final class Dropout: Layer, Configurable {
  /// The share that is set to 0.
  public let rate: Double
  /// Sizes of what is drawn: 1 sets all numbers along a dimension to 0 or none; nil for the input's.
  public let noiseShape: Shape?
  /// The seed of its numbers; nil takes those of the program.
  public let seed: Int?

  /// A layer that drops a share of what it is given.
  public init(_ rate: Double, noiseShape: Shape? = nil, seed: Int? = nil, name: String? = nil) {
    guard rate >= 0 && rate < 1 else {
      misuse(
        "Dropout", "the rate \(rate)",
        cure: "give the share to drop, from 0 up to but not including 1")
    }
    self.rate = rate
    self.noiseShape = noiseShape
    self.seed = seed
    super.init(name: name)
  }

  /// The layer that was made with this configuration.
  public convenience init(from given: ConfigReader) throws {
    let noise = try given.optional("noise_shape", given.ints)
    try self.init(
      given.double("rate", .rate), noiseShape: noise.map { Shape($0) },
      seed: given.optional("seed", given.int), name: given.name)
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard training && rate > 0 else { return x }
    let drawn = Tensor.uniform(noiseShape ?? x.shape, dtype: x.dtype, seed: seed)
    return x * (1 / (1 - rate)) * cast(drawn >= rate, to: x.dtype)
  }

  public override var config: Config {
    super.config.merging([
      "rate": .double(rate), "noise_shape": noiseShape.map { .ints($0.dimensions) } ?? .none,
      "seed": .seed(seed),
    ])
  }
}
