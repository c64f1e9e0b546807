/// Long short-term memory: a recurrent layer whose cell state c is changed only through gates.
///
///     i, f, o = gate activations of the sums        what is written, kept and shown
///     c ← f · c + i · activation(sums of the cell)
///     h ← o · activation(c)
///
/// ```swift
/// let layer = LSTM(8, returnState: true)
/// layer.outputs([Tensor.ones([32, 10, 4])]).count  // 3: the output, the state h, the cell state c
/// layer.variables.map(\.name)  // ["lstm/kernel:0", "lstm/recurrent_kernel:0", "lstm/bias:0"]
/// ```
///
/// The columns of the weights are those of the input gate i, the forget gate f, the cell's
/// candidate and the output gate o. The bias of f is initially 1, so that a new layer remembers.
///
/// - Precondition: inputs have the number of features of the first call.
/// - **Shapes:** [batch, steps, features] gives [batch, units], or [batch, steps, units] for all
///   steps; with `returnState`, two more outputs are the last h and c. Two more inputs are the
///   initial h and c.
/// - **Source:** Hochreiter and Schmidhuber, 1997, "Long short-term memory"; Gers, Schmidhuber and
///   Cummins, 1999, "Learning to forget"; Jozefowicz, Zaremba and Sutskever, 2015, "An empirical
///   exploration of recurrent network architectures", for the 1.
public final class LSTM: RecurrentLayer, Configurable {
  /// The activation of the gates.
  @Configured("recurrent_activation") public private(set) var recurrentActivation: Activation
  /// Whether the bias of the forget gate is initially 1.
  @Configured("unit_forget_bias") public private(set) var unitForgetBias: Bool

  /// An LSTM layer of `units` units.
  public init(
    _ units: Int, activation: Activation = .tanh, recurrentActivation: Activation = .sigmoid,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform(),
    recurrentInitializer: Initializer = .orthogonal(), biasInitializer: Initializer = .zeros,
    unitForgetBias: Bool = true, kernelRegularizer: Regularizer? = nil,
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
    self.unitForgetBias = unitForgetBias
  }

  /// The layer that a configuration describes.
  public override init(from reader: ConfigReader) throws { try super.init(from: reader) }

  override var gateCount: Int { 4 }
  override var stateCount: Int { 2 }
  override var firstBiasRank: Int { 1 }

  override var firstBiases: Initializer {
    guard unitForgetBias else { return biasInitializer }
    let (initial, units) = (biasInitializer, units)
    return Initializer("unit_forget_bias") { _, dtype in
      concat(
        [
          initial([units], dtype: dtype), Tensor.ones([units], dtype: dtype),
          initial([2 * units], dtype: dtype),
        ], axis: 0)
    }
  }

  /// The step, for any activations.
  static func step(
    _ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights, _ activation: Activation,
    gates: Activation
  ) -> [Tensor] {
    let sums = split(x + matmul(states[0], weights.kernel), into: 4, axis: -1)
    let (i, f, o) = (gates(sums[0]), gates(sums[1]), gates(sums[3]))
    let c = f * states[1] + i * activation(sums[2])
    return [o * activation(c), c]
  }

  override func step(_ x: Tensor, _ states: [Tensor], _ weights: RecurrentWeights) -> [Tensor] {
    Self.step(x, states, weights, activation, gates: recurrentActivation)
  }

  override var cell: RecurrentCell? {
    activation.isStandard("tanh") && recurrentActivation.isStandard("sigmoid") ? .lstm : nil
  }
}
