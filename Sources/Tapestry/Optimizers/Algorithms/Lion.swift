/// Lion, for evolved sign momentum: all numbers of all variables move equally far, and only the
/// sign depends on the gradients.
///
///     w ← w - rate · decay · w - rate · sign(β₁ m + (1 - β₁) g)
///     m ← β₂ m + (1 - β₂) g
///
/// It stores one number for each weight, where Adam needs two. Steps are larger than Adam's, so the
/// rate should be three to ten times smaller, and the weight decay larger by the same factor.
///
/// ```swift
/// let optimizer = Lion(learningRate: 0.0001, weightDecay: 0.01)
/// ```
///
/// - **Source:** Chen et al., Symbolic discovery of optimization algorithms (2023); Keras 3 (Keras
///   2.1.0 has none).
public final class Lion: Optimizer, Configurable {
  /// Lion.
  ///
  /// - Precondition: no number is negative, and each β is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double = 0, decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "Lion"
  ) {
    requireFractions(name, ["beta1": beta1, "beta2": beta2])
    requireNotNegative(name, ["weightDecay": weightDecay])
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("beta_1", beta1)
    setHyper("beta_2", beta2)
    setHyper("weight_decay", weightDecay)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(), beta1: reader.double("beta_1", .fraction),
      beta2: reader.double("beta_2", .fraction),
      weightDecay: reader.limit("weight_decay") ?? 0,
      decay: reader.limit("decay") ?? 0, name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the average of each variable's gradients.
  public override func createSlots(for variables: [Variable]) {
    for variable in variables { slot("momentum", for: variable) }
  }

  /// Moves a variable by its learning rate, up or down.
  public override func update(_ variable: Variable, gradient: Tensor) {
    let dtype = variable.dtype
    let (beta1, beta2) = (hyper("beta_1", as: dtype), hyper("beta_2", as: dtype))
    let rate = rate(as: dtype)
    let m = slot("momentum", for: variable)
    let direction = sign(beta1 * m + (1 - beta1) * gradient)
    let mean = beta2 * m + (1 - beta2) * gradient
    let decay = hyper("weight_decay", as: dtype) * rate
    variable.assign(variable - variable * decay - rate * direction)
    m.assign(mean)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"),
      "weight_decay": hyperConfig("weight_decay"),
    ])
  }
}
