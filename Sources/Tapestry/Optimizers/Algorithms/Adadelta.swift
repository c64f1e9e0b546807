/// Gradient descent that sets its own rate: the size of each number's recent updates divided by
/// that of its recent gradients.
///
///     a ← ρ a + (1 - ρ) g²
///     u = √(d + ε) / √(a + ε) · g
///     d ← ρ d + (1 - ρ) u²
///     w ← w - rate · u
///
/// So a step has the unit of the variable, unlike that of gradient descent. The paper has no
/// learning rate: use 1 for its form. With slices, only the rows that are listed move, and only
/// their averages decay.
///
/// ```swift
/// let optimizer = Adadelta(learningRate: 1)
/// ```
///
/// - **Source:** Zeiler, ADADELTA: an adaptive learning rate method (2012); Keras 2.1.0.
public final class Adadelta: Optimizer, Configurable {
  private let epsilon: Double

  /// Adadelta.
  ///
  /// - Precondition: no number is negative, and ρ is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
    decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "Adadelta"
  ) {
    requireFractions(name, ["rho": rho])
    requireNotNegative(name, ["epsilon": epsilon])
    self.epsilon = epsilon
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("rho", rho)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      rho: reader.double("rho", .fraction), epsilon: reader.double("epsilon", .notNegative),
      decay: reader.double("decay", .notNegative), name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes the averages of each variable.
  public override func createSlots(for variables: [Variable]) {
    for slotName in ["accum_grad", "accum_var"] {
      for variable in variables { slot(slotName, for: variable) }
    }
  }

  /// Moves a variable against its scaled gradient.
  public override func update(_ variable: Variable, gradient: Tensor) {
    move(Rows(variable: variable, indices: nil), against: gradient)
  }

  /// Moves some rows of a variable.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    let slices = slices.summed
    move(Rows(variable: variable, indices: slices.indices), against: slices.values)
  }

  private func move(_ w: Rows, against gradient: Tensor) {
    let rho = hyper("rho", as: gradient.dtype)
    let (gradients, moves) = (slot("accum_grad", for: w), slot("accum_var", for: w))
    let gradientSquares = rho * gradients.tensor + (1 - rho) * square(gradient)
    let move = sqrt(moves.tensor + epsilon) / sqrt(gradientSquares + epsilon) * gradient
    let moveSquares = rho * moves.tensor + (1 - rho) * square(move)
    w.assign(w.tensor - rate(as: gradient.dtype) * move)
    gradients.assign(gradientSquares)
    moves.assign(moveSquares)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging(["rho": hyperConfig("rho"), "epsilon": .double(epsilon)])
  }
}
