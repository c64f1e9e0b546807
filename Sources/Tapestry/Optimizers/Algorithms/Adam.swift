/// Adam, for adaptive moments: each number of a variable has a rate of its own, from the averages
/// of its gradients and of their squares.
///
///     m ← m + (1 - β₁) (g - m)
///     v ← v + (1 - β₂) (g² - v)
///     w ← w - rate · √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε)
///
/// The averages start at 0 and are too small at first; the factors with βᵗ correct this. They are
/// folded into the rate, as the paper proposes at the end of section 2, so ε is its "epsilon hat":
/// it is added to a √v that is not corrected. AMSGrad divides by the largest v so far instead, so
/// that no number's rate grows again.
///
/// With slices, all rows move, since the averages of all of them decay.
///
/// ```swift
/// let optimizer = Adam(learningRate: 0.001)
/// ```
///
/// - **Source:** Kingma and Ba, Adam: a method for stochastic optimization (2014); Reddi et al., On
///   the convergence of Adam and beyond (2018); Keras 2.1.0; book, chapter 4, section 4.
public class Adam: Optimizer, Configurable {
  private let epsilon: Double
  private let amsgrad: Bool

  /// Adam, or AMSGrad.
  ///
  /// - Precondition: no number is negative, and each β is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, amsgrad: Bool = false, decay: Double = 0, clipNorm: Double? = nil,
    clipValue: Double? = nil, globalClipNorm: Double? = nil, name: String = "Adam"
  ) {
    requireFractions(name, ["beta1": beta1, "beta2": beta2])
    requireNotNegative(name, ["epsilon": epsilon])
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("beta_1", beta1)
    setHyper("beta_2", beta2)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public required convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(), beta1: reader.double("beta_1", .fraction),
      beta2: reader.double("beta_2", .fraction), epsilon: reader.double("epsilon", .notNegative),
      amsgrad: reader.bool("amsgrad"), decay: reader.double("decay", .notNegative),
      name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the averages of each variable.
  public override func createSlots(for variables: [Variable]) {
    for slotName in amsgrad ? ["m", "v", "vhat"] : ["m", "v"] {
      for variable in variables { slot(slotName, for: variable) }
    }
  }

  /// Moves a variable against the average of its gradients.
  public override func update(_ variable: Variable, gradient: Tensor) {
    let dtype = variable.dtype
    let (beta1, beta2) = (hyper("beta_1", as: dtype), hyper("beta_2", as: dtype))
    let t = step(as: dtype)
    let correctedRate = rate(as: dtype) * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))
    let (m, v) = (slot("m", for: variable), slot("v", for: variable))
    let mean = m + (gradient - m) * (1 - beta1)
    let secondMoment = v + (square(gradient) - v) * (1 - beta2)
    let divisor = amsgrad ? maximum(slot("vhat", for: variable), secondMoment) : secondMoment
    // Everything is computed before anything is assigned: a read after an assignment would end the
    // fused loop.
    variable.assign(shrunk(variable) - mean * correctedRate / (sqrt(divisor) + epsilon))
    m.assign(mean)
    v.assign(secondMoment)
    if amsgrad { slot("vhat", for: variable).assign(divisor) }
  }

  /// The variable before the update; AdamW makes it smaller.
  func shrunk(_ variable: Variable) -> Tensor { variable.tensor }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"),
      "epsilon": .double(epsilon), "amsgrad": .bool(amsgrad),
    ])
  }
}
