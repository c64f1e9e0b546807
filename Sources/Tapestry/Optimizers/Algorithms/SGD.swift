/// Stochastic gradient descent, with or without momentum.
///
///     v ← momentum · v - rate · g
///     w ← w + v                               with Nesterov: w + momentum · v - rate · g
///
/// The velocity v includes the learning rate, so that a change of the rate affects new gradients
/// and not the existing velocity. Nesterov's form uses the gradient as if it had been computed
/// where the velocity leads.
///
/// With slices, only the rows that are listed move, and only their velocities decay.
///
/// ```swift
/// let optimizer = SGD(learningRate: 0.01, momentum: 0.9)
/// ```
///
/// - **Source:** Polyak, Some methods of speeding up the convergence of iteration methods (1964);
///   Sutskever et al., On the importance of initialization and momentum in deep learning (2013);
///   Keras 2.1.0; book, chapter 4, sections 2 and 3.
public final class SGD: Optimizer, Configurable {
  private let nesterov: Bool
  private let hasMomentum: Bool

  /// Gradient descent.
  ///
  /// - Precondition: no number is negative, and the momentum is at most 1.
  public init(
    learningRate: any Hyperparameter = 0.01, momentum: Double = 0, nesterov: Bool = false,
    decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "SGD"
  ) {
    requireFractions(name, ["momentum": momentum])
    self.nesterov = nesterov
    hasMomentum = momentum > 0
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("momentum", momentum)
  }

  /// The optimizer that a configuration describes.
  ///
  /// - Throws: `ConfigError` if something is missing or does not fit.
  public convenience init(from reader: ConfigReader) throws {
    try self.init(
      learningRate: reader.learningRate(),
      momentum: reader.double("momentum", .fraction),
      nesterov: reader.bool("nesterov"), decay: reader.double("decay", .notNegative),
      name: reader.string("name"))
    try takeLimits(reader)
  }

  /// Makes a velocity for each variable, if there is momentum.
  public override func createSlots(for variables: [Variable]) {
    if hasMomentum { for variable in variables { slot("momentum", for: variable) } }
  }

  /// Moves a variable against its gradient.
  public override func update(_ variable: Variable, gradient: Tensor) {
    guard hasMomentum else {
      variable.assignSub(rate(as: variable.dtype) * gradient)
      return
    }
    move(Rows(variable: variable, indices: nil), against: gradient)
  }

  /// Moves some rows of a variable against their gradients.
  public override func update(_ variable: Variable, slices: IndexedSlices) {
    guard hasMomentum else {
      let push = -rate(as: variable.dtype) * slices.values
      variable.assign(scatterAdd(variable, slices.indices, push))
      return
    }
    let slices = slices.summed
    move(Rows(variable: variable, indices: slices.indices), against: slices.values)
  }

  private func move(_ w: Rows, against gradient: Tensor) {
    let momentum = hyper("momentum", as: gradient.dtype)
    let push = rate(as: gradient.dtype) * gradient
    let slot = slot("momentum", for: w)
    let velocity = momentum * slot.tensor - push
    w.assign(w.tensor + (nesterov ? momentum * velocity - push : velocity))
    slot.assign(velocity)
  }

  /// The options with which the optimizer was made.
  public override var config: Config {
    super.config.merging(["momentum": hyperConfig("momentum"), "nesterov": .bool(nesterov)])
  }
}
