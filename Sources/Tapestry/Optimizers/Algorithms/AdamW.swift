/// Adam with weight decay of its own: each step makes the weights smaller by a share of themselves.
///
///     w ← w - rate · decay · w, then as Adam
///
/// A penalty on the squares of the weights in the loss would pass through the averages, and large
/// gradients would weaken it; here all weights shrink alike.
///
/// ```swift
/// let optimizer = AdamW(learningRate: 0.001, weightDecay: 0.004)
/// ```
///
/// Source: Loshchilov and Hutter, Decoupled weight decay regularization (2017); Keras 3 (Keras
/// 2.1.0 has none).
public final class AdamW: Adam {
  /// Adam with weight decay.
  ///
  /// Traps: if a number is negative, or a β more than 1.
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

  /// The optimizer of a configuration.
  ///
  /// Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(_ config: Config) throws {
    try self.init(
      learningRate: config.learningRate(of: "AdamW"),
      weightDecay: config.rate("weight_decay", of: "AdamW"),
      beta1: config.fraction("beta_1", of: "AdamW"), beta2: config.fraction("beta_2", of: "AdamW"),
      epsilon: config.rate("epsilon", of: "AdamW"), amsgrad: config.bool("amsgrad", of: "AdamW"),
      decay: config.limit("decay", of: "AdamW") ?? 0, name: config.string("name", of: "AdamW"))
    try takeLimits(config)
  }

  override func shrunk(_ variable: Variable) -> Tensor {
    let decay = hyper("weight_decay", as: variable.dtype) * rate(as: variable.dtype)
    return variable - variable * decay
  }

  /// What the optimizer was made with.
  public override var config: Config {
    super.config.merging(["weight_decay": hyperConfig("weight_decay")])
  }
}
