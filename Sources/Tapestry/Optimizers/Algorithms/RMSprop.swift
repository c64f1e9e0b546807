/// Gradient descent in which each number's gradient is divided by the root of a moving average of
/// its squares.
///
///     s ← ρ s + (1 - ρ) g²
///     a ← ρ a + (1 - ρ) g                          centered: a² is taken from s in the root
///     w ← w - rate · g / (√s + ε)
///
/// and with momentum
///
///     u ← momentum · u + rate · g / √(s + ε),   w ← w - u
///
/// In Keras, ε is outside the root without momentum, and inside with it. If centered, the divisor
/// is the gradient's standard deviation and not its size. With slices and momentum, only the rows
/// that are listed move.
///
/// ```swift
/// let optimizer = RMSprop(learningRate: 0.001, rho: 0.9)
/// ```
///
/// - **Source:** Tieleman and Hinton, Neural networks for machine learning, lecture 6.5 (2012); for
///   the centered form Graves, Generating sequences with recurrent neural networks (2013); Keras
///   2.1.0.
public final class RMSprop: Optimizer, Configurable {
  private let epsilon: Double
  private let centered: Bool
  private let hasMomentum: Bool

  /// RMSprop.
  ///
  /// - Precondition: no number is negative, and ρ and the momentum are at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7, centered: Bool = false, decay: Double = 0, clipNorm: Double? = nil,
    clipValue: Double? = nil, globalClipNorm: Double? = nil, name: String = "RMSprop"
  ) {
    requireFractions(name, ["rho": rho, "momentum": momentum])
    requireNotNegative(name, ["epsilon": epsilon])
    self.epsilon = epsilon
    self.centered = centered
    hasMomentum = momentum > 0
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("rho", rho)
    setHyper("momentum", momentum)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(), rho: reader.double("rho", .fraction),
      momentum: reader.double("momentum", .fraction),
      epsilon: reader.double("epsilon", .notNegative),
      centered: reader.bool("centered"),
      decay: reader.double("decay", .notNegative), name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes those of the averages and the velocity of each variable that are needed.
  public override func createSlots(for variables: [Variable]) {
    for slotName in ["rms"] + (hasMomentum ? ["momentum"] : []) + (centered ? ["mg"] : []) {
      for variable in variables { slot(slotName, for: variable) }
    }
  }

  /// Moves a variable against its scaled gradient.
  public override func update(_ variable: Variable, gradient: Tensor) {
    move(Rows(variable: variable, indices: nil), against: gradient)
  }

  /// Moves some rows of a variable. Without momentum, rows without a gradient do not move anyway,
  /// but their averages decay.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    guard hasMomentum else { return update(variable, gradient: slices.dense) }
    let slices = slices.summed
    move(Rows(variable: variable, indices: slices.indices), against: slices.values)
  }

  private func move(_ w: Rows, against gradient: Tensor) {
    let rho = hyper("rho", as: gradient.dtype)
    let (rms, mg) = (slot("rms", for: w), centered ? slot("mg", for: w) : nil)
    let meanSquare = rho * rms.tensor + (1 - rho) * square(gradient)
    let mean = mg.map { rho * $0.tensor + (1 - rho) * gradient }
    let squares = mean.map { meanSquare - square($0) } ?? meanSquare
    let push = rate(as: gradient.dtype) * gradient
    if hasMomentum {
      let slot = slot("momentum", for: w)
      let momentum = hyper("momentum", as: gradient.dtype)
      let velocity = momentum * slot.tensor + push / sqrt(squares + epsilon)
      w.assign(w.tensor - velocity)
      slot.assign(velocity)
    } else {
      w.assign(w.tensor - push / (sqrt(squares) + epsilon))
    }
    rms.assign(meanSquare)
    if let mg, let mean { mg.assign(mean) }
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging([
      "rho": hyperConfig("rho"), "momentum": hyperConfig("momentum"),
      "epsilon": .double(epsilon), "centered": .bool(centered),
    ])
  }
}
