/// Adam with Nesterov momentum, which looks ahead.
///
///     μₜ = β₁ · (1 - 0.96^(decay · t) / 2)         Πₜ = μ₁ · μ₂ · … · μₜ
///     m ← β₁ m + (1 - β₁) g
///     v ← β₂ v + (1 - β₂) g²
///     m̄ = (1 - μₜ) g / (1 - Πₜ) + μₜ₊₁ m / (1 - Πₜ μₜ₊₁)
///     w ← w - rate · m̄ / (√(v / (1 - β₂ᵗ)) + ε)
///
/// The momentum μ warms up from about half of β₁. `decay` applies to it and not to the learning
/// rate, which must be a number. With slices, all averages decay, and the rows that are listed
/// move.
///
/// ```swift
/// let optimizer = Nadam(learningRate: 0.001)
/// ```
///
/// - **Source:** Dozat, Incorporating Nesterov momentum into Adam (2016); Keras 2.1.0.
public final class Nadam: Optimizer, Configurable {
  private let epsilon: Double
  private let momentumDecay: Double
  /// The product of all μ so far.
  private var momentumCache: Variable?

  /// Nadam.
  ///
  /// - Precondition: no number is negative, and each β is at most 1.
  public init(
    learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, decay: Double = 0.004, clipNorm: Double? = nil,
    clipValue: Double? = nil, globalClipNorm: Double? = nil, name: String = "Nadam"
  ) {
    requireFractions(name, ["beta1": beta1, "beta2": beta2])
    requireNotNegative(name, ["epsilon": epsilon])
    self.epsilon = epsilon
    momentumDecay = decay
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
      learningRate: reader.double("learning_rate", .notNegative),
      beta1: reader.double("beta_1", .fraction), beta2: reader.double("beta_2", .fraction),
      epsilon: reader.double("epsilon", .notNegative), decay: reader.double("decay", .notNegative),
      name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the product of momenta, and the averages of each variable.
  public override func createSlots(for variables: [Variable]) {
    if momentumCache == nil { momentumCache = addWeight("momentum_cache", initialValue: 1) }
    for slotName in ["m", "v"] {
      for variable in variables { slot(slotName, for: variable) }
    }
  }

  /// Multiplies the product by the momentum of this step, once for all variables.
  public override func prepare(_ variables: [Variable]) {
    momentumCache!.assign(momentumCache! * momentum(step()))
  }

  private func momentum(_ t: Tensor) -> Tensor {
    hyper("beta_1", as: t.dtype) * (1 - 0.5 * pow(0.96, momentumDecay * t))
  }

  /// Moves a variable against its gradient and the average of its gradients.
  public override func update(_ variable: Variable, gradient: Tensor) {
    move(variable, against: gradient, rows: nil)
  }

  /// Moves some rows of a variable.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    move(variable, against: slices.dense, rows: slices.indices)
  }

  private func move(_ variable: Variable, against gradient: Tensor, rows: Tensor?) {
    let dtype = variable.dtype
    let (beta1, beta2) = (hyper("beta_1", as: dtype), hyper("beta_2", as: dtype))
    let t = step(as: dtype)
    let (momentum, nextMomentum) = (momentum(t), momentum(t + 1))
    let product = cast(momentumCache!, to: dtype)
    let (m, v) = (slot("m", for: variable), slot("v", for: variable))
    let mean = beta1 * m + (1 - beta1) * gradient
    let secondMoment = beta2 * v + (1 - beta2) * square(gradient)
    let ahead =
      (1 - momentum) * (gradient / (1 - product))
      + nextMomentum * (mean / (1 - product * nextMomentum))
    let divisor = sqrt(secondMoment / (1 - pow(beta2, t))) + epsilon
    let moved = variable - hyper("learning_rate", as: dtype) * ahead / divisor
    Rows(variable: variable, indices: rows).assign(rows.map { gather(moved, $0) } ?? moved)
    m.assign(mean)
    v.assign(secondMoment)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "beta_1": hyperConfig("beta_1"), "beta_2": hyperConfig("beta_2"),
      "epsilon": .double(epsilon),
    ])
  }
}
