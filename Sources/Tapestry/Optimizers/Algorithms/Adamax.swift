/// Adam with a decaying maximum of the gradients in place of the average of their squares.
///
///     m ← m + (1 - β₁) (g - m)
///     v ← max(β₂ · v, |g|)
///     w ← w - rate / (1 - β₁ᵗ) · m / (v + ε)
///
/// A maximum needs no correction for its start at 0. With slices, only the rows that are listed
/// move.
///
/// ```swift
/// let optimizer = Adamax(learningRate: 0.001)
/// ```
///
/// - **Source:** Kingma and Ba, Adam: a method for stochastic optimization (2014), section 7.1;
///   Keras 2.1.0.
public final class Adamax: Optimizer, Configurable {
  private let epsilon: Double

  /// Adamax.
  ///
  /// - Precondition: no number is negative, and each β is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "Adamax"
  ) {
    requireFractions(name, ["beta1": beta1, "beta2": beta2])
    requireNotNegative(name, ["epsilon": epsilon])
    self.epsilon = epsilon
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("beta_1", beta1)
    setHyper("beta_2", beta2)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      beta1: reader.double("beta_1", .fraction),
      beta2: reader.double("beta_2", .fraction),
      epsilon: reader.double("epsilon", .notNegative), decay: reader.double("decay", .notNegative),
      name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the average and the maximum of each variable.
  public override func createSlots(for variables: [Variable]) {
    for slotName in ["m", "v"] {
      for variable in variables { slot(slotName, for: variable) }
    }
  }

  /// Moves a variable against the average of its gradients.
  public override func update(_ variable: Variable, gradient: Tensor) {
    move(Rows(variable: variable, indices: nil), against: gradient)
  }

  /// Moves some rows of a variable.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    let slices = slices.summed
    move(Rows(variable: variable, indices: slices.indices), against: slices.values)
  }

  private func move(_ w: Rows, against gradient: Tensor) {
    let dtype = gradient.dtype
    let (beta1, beta2) = (hyper("beta_1", as: dtype), hyper("beta_2", as: dtype))
    let correctedRate = rate(as: dtype) / (1 - pow(beta1, step(as: dtype)))
    let (m, v) = (slot("m", for: w), slot("v", for: w))
    let mean = m.tensor + (gradient - m.tensor) * (1 - beta1)
    let largest = maximum(beta2 * v.tensor, abs(gradient))
    w.assign(w.tensor - correctedRate * (mean / (largest + epsilon)))
    m.assign(mean)
    v.assign(largest)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"),
      "epsilon": .double(epsilon),
    ])
  }
}
