/// Updates parameters to reduce the loss.
public protocol MiniOptimizer: AnyObject {
  /// Moves each parameter against its gradient.
  func update(_ parameters: [Value])
}

extension MiniOptimizer {
  /// One training step: computes the gradients of the loss, updates the parameters, and resets the
  /// gradients.
  public func minimize(_ loss: Value, _ parameters: [Value]) {
    loss.backward()
    update(parameters)
    for parameter in parameters {
      parameter.gradient = MiniTensor(repeating: 0, shape: parameter.shape)
    }
  }
}

/// Gradient descent with momentum: the velocity accumulates earlier gradients.
///
///     u ← momentum · u - rate · gradient
///     w ← w + u
///
/// ```swift
/// let w = Value(MiniTensor([1]))
/// MiniSGD(rate: 0.5).minimize((w * w).mean(), [w])
/// w.data.elements  // [0]
/// ```
public final class MiniSGD: MiniOptimizer {
  private let (rate, momentum): (MiniTensor, MiniTensor)
  private var velocities: [ObjectIdentifier: MiniTensor] = [:]

  /// Gradient descent; without momentum, each step follows the current gradient alone.
  public init(rate: Float, momentum: Float = 0) {
    self.rate = MiniTensor(floatLiteral: rate)
    self.momentum = MiniTensor(floatLiteral: momentum)
  }

  /// Moves each parameter by its velocity.
  public func update(_ parameters: [Value]) {
    for parameter in parameters {
      let velocity = velocities[ObjectIdentifier(parameter)] ?? 0
      let next = momentum * velocity - rate * parameter.gradient
      velocities[ObjectIdentifier(parameter)] = next
      parameter.data += next
    }
  }
}

/// One step of Adam, the t-th, counted from 1.
///
///     m ← β₁ · m + (1 - β₁) · gradient          the mean of recent gradients
///     v ← β₂ · v + (1 - β₂) · gradient²         the mean of their squares
///     w ← w - rate · √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε)
///
/// Both means begin at 0, so they are too small by the factors 1 - βᵗ, which matter while t is
/// small.
///
/// - **Source:** Kingma and Ba, "Adam: a method for stochastic optimization" (2014).
package func adamStep(
  _ w: MiniTensor, m: MiniTensor, v: MiniTensor, gradient: MiniTensor, t: Int, rate: Float,
  beta1: Float, beta2: Float, epsilon: Float
) -> (w: MiniTensor, m: MiniTensor, v: MiniTensor) {
  let m = m.map { $0 * beta1 } + gradient.map { $0 * (1 - beta1) }
  let v = v.map { $0 * beta2 } + gradient.map { $0 * $0 * (1 - beta2) }
  let corrected = rate * (1 - power(beta2, t)).squareRoot() / (1 - power(beta1, t))
  let step = m.map { $0 * corrected } / v.map { $0.squareRoot() + epsilon }
  return (w - step, m, v)
}

private func power(_ base: Float, _ exponent: Int) -> Float {
  (0..<exponent).reduce(1) { product, _ in product * base }
}

/// Adam: each element's step has about the same length, whatever the size of its gradient.
///
/// ```swift
/// let w = Value(MiniTensor([1]))
/// MiniAdam(rate: 0.25).minimize((w * w).mean(), [w])
/// w.data.elements  // [0.75]
/// ```
public final class MiniAdam: MiniOptimizer {
  private let rate: Float
  private var t = 0
  private var means: [ObjectIdentifier: (m: MiniTensor, v: MiniTensor)] = [:]

  /// Adam with this learning rate, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁷.
  public init(rate: Float = 0.001) { self.rate = rate }

  /// Moves each parameter by one step of Adam.
  public func update(_ parameters: [Value]) {
    t += 1
    for parameter in parameters {
      let zeros = MiniTensor(repeating: 0, shape: parameter.shape)
      let (m, v) = means[ObjectIdentifier(parameter)] ?? (zeros, zeros)
      let next = Pieces.current.adamStep(
        parameter.data, m, v, parameter.gradient, t, rate, 0.9, 0.999, 1e-7)
      parameter.data = next.w
      means[ObjectIdentifier(parameter)] = (next.m, next.v)
    }
  }
}
