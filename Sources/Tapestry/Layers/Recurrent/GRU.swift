/// A gated recurrent unit: a recurrent layer whose update gate z says how much of the state is
/// kept, and whose reset gate r says how much of it goes into the candidate that replaces the rest.
///
///     z, r = gate activations of the sums
///     candidate = activation(x's sums + r · the state's sums)
///     h ← z · h + (1 - z) · candidate
///
/// ```swift
/// GRU(8)(Tensor.ones([32, 10, 4])).shape  // (32, 8)
/// ```
///
/// The columns of the weights are those of z, r and the candidate.
///
/// - Precondition: inputs have the number of features of the first call.
/// - **Shapes:** [batch, steps, features] gives [batch, units], or [batch, steps, units] for all
///   steps; with `returnState`, a second output is the last state. A second input is the initial
///   state.
/// - **Source:** Cho, van Merriënboer, Gulcehre and others, 2014, "Learning phrase representations
///   using RNN encoder-decoder for statistical machine translation".
public final class GRU: RecurrentLayer, Configurable {
  /// The activation of the gates.
  @Configured("recurrent_activation") public private(set) var recurrentActivation: Activation
  /// Whether the reset gate is applied after the product with the weights, not before. After it,
  /// all sums take one large product, and there are two rows of biases; before it is the original.
  @Configured("reset_after") public private(set) var resetAfter: Bool

  /// A GRU layer of `units` units.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    resetAfter: Bool = true, kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    recurrentConstraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    dropout: Double = 0, recurrentDropout: Double = 0, returnSequences: Bool = false,
    returnState: Bool = false, goBackwards: Bool = false, stateful: Bool = false,
    name: String? = nil, trainable: Bool = true, dtype: DType = .float32
  ) {
    super.init(
      units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, activityRegularizer: activityRegularizer,
      kernelConstraint: kernelConstraint, recurrentConstraint: recurrentConstraint,
      biasConstraint: biasConstraint, dropout: dropout, recurrentDropout: recurrentDropout,
      returnSequences: returnSequences, returnState: returnState, goBackwards: goBackwards,
      stateful: stateful, name: name, trainable: trainable, dtype: dtype)
    self.recurrentActivation = recurrentActivation
    self.resetAfter = resetAfter
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override var gateCount: Int { 3 }
  override var biasShape: Shape { resetAfter ? [2, 3 * units] : [3 * units] }
  override var inputBias: Tensor? { resetAfter ? bias.map { $0[0] } : bias?.tensor }

  override var recurrentBias: Tensor? { resetAfter ? bias.map { $0[1] } : nil }

  /// The formula of a step, for any activations.
  static func step(
    _ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights, _ activation: Activation,
    gates: Activation, resetAfter: Bool
  ) -> [Tensor] {
    let h = states[0]
    let inputs = split(x, into: 3, axis: -1)
    let z: Tensor
    let candidate: Tensor
    if resetAfter {
      let products = matmul(h, weights.kernel)
      let own = split(weights.bias.map { products + $0 } ?? products, into: 3, axis: -1)
      z = gates(inputs[0] + own[0])
      let r = gates(inputs[1] + own[1])
      candidate = activation(inputs[2] + r * own[2])
    } else {
      let kernels = split(weights.kernel, into: 3, axis: -1)
      z = gates(inputs[0] + matmul(h, kernels[0]))
      let r = gates(inputs[1] + matmul(h, kernels[1]))
      candidate = activation(inputs[2] + matmul(r * h, kernels[2]))
    }
    return [z * h + (1 - z) * candidate]
  }

  override func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    Self.step(
      x, states, weights, activation, gates: recurrentActivation, resetAfter: resetAfter)
  }

  override var cell: RecurrentCell? {
    guard activation.isStandard("tanh") && recurrentActivation.isStandard("sigmoid") else {
      return nil
    }
    return resetAfter ? .gru : .gruResetFirst
  }
}
