/// Gradient descent, with momentum or without.
///
///     v ← momentum · v - rate · g
///     w ← w + v                               with Nesterov: w + momentum · v - rate · g
///
/// The velocity v takes in the learning rate, so that a change of the rate acts at once on new
/// gradients and not on the speed that there is. Nesterov's form adds the gradient after the
/// velocity has already moved on.
///
/// ```swift
/// let optimizer = SGD(learningRate: 0.01, momentum: 0.9)
/// ```
///
/// Source: Polyak, Some methods of speeding up the convergence of iteration methods (1964);
/// Sutskever et al., On the importance of initialization and momentum in deep learning (2013);
/// Keras 2.1.0; book, chapter 4, sections 2 and 3.
public final class SGD: Optimizer {
  private let nesterov: Bool
  private let hasMomentum: Bool

  /// Gradient descent.
  ///
  /// Traps: if a number is negative, or the momentum is more than 1.
  public init(
    learningRate: any Hyperparameter = 0.01, momentum: Double = 0, nesterov: Bool = false,
    decay: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil,
    globalClipNorm: Double? = nil, name: String = "SGD"
  ) {
    requireFractions("SGD", ["momentum": momentum])
    self.nesterov = nesterov
    hasMomentum = momentum > 0
    super.init(
      name: name, learningRate: learningRate, decay: decay, clipNorm: clipNorm,
      clipValue: clipValue, globalClipNorm: globalClipNorm)
    setHyper("momentum", momentum)
  }

  public override func createSlots(for variables: [Variable]) {
    if hasMomentum { for variable in variables { slot("momentum", for: variable) } }
  }

  public override func update(_ variable: Variable, gradient: Tensor) {
    let push = rate(as: variable.dtype) * gradient
    guard hasMomentum else {
      variable.assignSub(push)
      return
    }
    let momentum = hyper("momentum", as: variable.dtype)
    let slot = slot("momentum", for: variable)
    let velocity = momentum * slot - push
    variable.assignAdd(nesterov ? momentum * velocity - push : velocity)
    slot.assign(velocity)
  }

  public override var config: Config {
    super.config.merging(["momentum": hyperConfig("momentum"), "nesterov": .truth(nesterov)])
  }
}
