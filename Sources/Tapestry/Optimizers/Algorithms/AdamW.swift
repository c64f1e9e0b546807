/// Adam with decoupled weight decay: each step makes the weights smaller by a fraction of
/// themselves.
///
///     w ← w - rate · decay · w, then as Adam
///
/// A penalty on the squares of the weights in the loss would go through the averages, and large
/// gradients would weaken it; here all weights shrink at the same rate.
///
/// ```swift
/// let optimizer = AdamW(learningRate: 0.001, weightDecay: 0.004)
/// ```
///
/// - **Source:** Loshchilov and Hutter, Decoupled weight decay regularization (2017); Keras 3
///   (Keras 2.1.0 has none).
public final class AdamW: Adam {
  /// Adam with weight decay.
  ///
  /// - Precondition: no number is negative, and each β is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false, decay: Double = 0,
    clipNorm: Double? = nil, clipValue: Double? = nil, globalClipNorm: Double? = nil,
    name: String = "AdamW"
  ) {
    requireNotNegative(name, ["weightDecay": weightDecay])
    super.init(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad,
      decay: decay, clipNorm: clipNorm, clipValue: clipValue, globalClipNorm: globalClipNorm,
      name: name)
    setHyper("weight_decay", weightDecay)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public required convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      weightDecay: reader.double("weight_decay", .notNegative),
      beta1: reader.double("beta_1", .fraction), beta2: reader.double("beta_2", .fraction),
      epsilon: reader.double("epsilon", .notNegative), amsgrad: reader.bool("amsgrad"),
      decay: reader.limit("decay") ?? 0, name: reader.string("name"))
    try takeLimits(reader)
  }

  override func shrunk(_ variable: Variable) -> Tensor {
    let decay = hyper("weight_decay", as: variable.dtype) * rate(as: variable.dtype)
    return variable - variable * decay
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging(["weight_decay": hyperConfig("weight_decay")])
  }
}
